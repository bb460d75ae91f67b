import { webUrlOf } from '../github/web-url';
import { type Binding, isStanding } from '../install-links/binding';
import type { Bindings } from '../install-links/binding-table';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import type { StandingRoles } from './standing-roles';

export interface RevokingCollaborators {
  readonly bindings: Pick<Bindings, 'ofUser' | 'ofAccount' | 'end'>;
  readonly apps: readonly SignInApp[];
  readonly roles: Pick<StandingRoles, 'sayOf'>;
  /** Uninstalls the App, with the App's own token. @throws Error where GitHub does not do it */
  readonly uninstall: (app: SignInApp, installationId: number, remaining: () => number) => Promise<void>;
}

export interface Revoking {
  readonly userId: string;
  readonly integrationId: string;
  readonly atGitHub: 'uninstall' | 'leave';
  readonly remaining: () => number;
}

export type Revoked =
  | { readonly kind: 'revoked'; readonly binding: Binding; readonly leftAtGitHub: string | undefined }
  | { readonly kind: 'unknown' }
  /** They may revoke it, and not uninstall the App. */
  | { readonly kind: 'no say'; readonly accountLogin: string }
  /** GitHub does not say whether they still have a say in the account. */
  | { readonly kind: 'untold'; readonly accountLogin: string }
  /** Others have the App by the same installation. */
  | { readonly kind: 'shared'; readonly accountLogin: string };

/**
 * Ends what belongs to a user. The App goes from the account only where that is asked for, by somebody who controls the account still, and nobody else
 * has it by that.
 */
export function createRevoke({ bindings, apps, roles, uninstall }: RevokingCollaborators) {
  return async function revoke({ userId, integrationId, atGitHub, remaining }: Revoking): Promise<Revoked> {
    const known = (await bindings.ofUser(userId, remaining)).find((one) => one.integrationId === integrationId);
    if (!known) return { kind: 'unknown' };
    const all = await bindings.ofAccount(known, remaining);
    const binding = all.find((one) => one.integrationId === integrationId) ?? known;
    const { accountLogin, status, proof } = binding;
    const app = apps.find((one) => one.appId === binding.appId && one.host === binding.host);
    const others = all.filter((one) => isStanding(one) && one.integrationId !== integrationId);
    // Whoever lost their role in the account has no say in it any more.
    if (atGitHub === 'uninstall' && status === 'role-lost') return { kind: 'unknown' };
    // To have asked for an App is not to own the account that it was installed on.
    if (atGitHub === 'uninstall' && proof === 'requester') return { kind: 'no say', accountLogin };
    if (atGitHub === 'uninstall' && !app) {
      throw new Error(
        `App ${binding.appId} on ${binding.host} is to be uninstalled, and signIn does not name it any more: nothing was changed. Uninstall it at GitHub, or name it again.`,
      );
    }
    if (atGitHub === 'uninstall' && status !== 'uninstalled') {
      const say = await roles.sayOf(binding, remaining);
      if (say === 'lost') return { kind: 'unknown' };
      if (say === 'untold') return { kind: 'untold', accountLogin };
    }
    if (atGitHub === 'uninstall' && others.length > 0) return { kind: 'shared', accountLogin };
    // First here: the event of the uninstallation finds it revoked, and it does not come back with the App.
    await bindings.end(binding, 'revoked', remaining);
    if (atGitHub === 'uninstall' && app && status !== 'uninstalled') {
      await uninstall(app, binding.installationId, remaining);
    }
    const after = (await bindings.ofAccount(binding, remaining)).find((one) => one.integrationId === integrationId);
    const isLeft = atGitHub === 'leave' && binding.status !== 'uninstalled' && app !== undefined;
    const leftAtGitHub = isLeft
      ? `The App stays installed on ${binding.accountLogin}: ${settingsOf(binding, app)}`
      : undefined;
    return { kind: 'revoked', binding: after ?? binding, leftAtGitHub };
  };
}

/** Where an owner of the account uninstalls it. */
function settingsOf({ accountType, accountLogin, installationId }: Binding, { apiUrl }: SignInApp): string {
  const web = webUrlOf(apiUrl);
  const places = new Map([
    ['Organization', `organizations/${accountLogin}/settings`],
    ['Enterprise', `enterprises/${accountLogin}/settings`],
  ]);
  const whose = places.get(accountType) ?? 'settings';
  return `${web}/${whose}/installations/${installationId}`;
}
