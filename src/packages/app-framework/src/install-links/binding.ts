import { createHash } from 'node:crypto';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import { type AccountAtGitHub, type InstalledOn, type Person, type Proof, proofIn } from './controlled-accounts';

/** An App of a host. */
export interface AppOnHost {
  readonly host: string;
  readonly appId: number;
}

/** How one ends. */
export type BindingEnd = 'revoked' | 'uninstalled' | 'role-lost';
/** `suspended` goes on once GitHub says so: it is as active in all else. */
export type BindingStatus = 'active' | 'suspended' | BindingEnd;

/** An installation that belongs to a product's user. It is the account's: it outlives the installation's id. */
export interface Binding extends AppOnHost, InstalledOn {
  readonly integrationId: string;
  readonly userId: string;
  readonly person: Person;
  readonly proof: Proof;
  readonly status: BindingStatus;
  /** When it was shown last that the person still has the role that it rests on. */
  readonly checkedAt?: Date;
  /** Whether the person was seen as a member of the organization. */
  readonly seen?: 'member';
  readonly createdAt: Date;
  readonly endedAt?: Date;
}

export type AccountOfApp = AppOnHost & AccountAtGitHub;

const accountKey = ({ accountId, accountType }: AccountAtGitHub) =>
  accountType === 'Enterprise' ? `enterprise-${accountId}` : String(accountId);

/** The same for the same user and account, whenever it is made. */
export function integrationIdOf({ userId, ...account }: AccountOfApp & { readonly userId: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([account.host, account.appId, accountKey(account), userId]))
    .digest('hex');
}

/** Where bindings of an account are. */
export const accountPlace = ({ host, appId, ...account }: AccountOfApp) =>
  `account#${host}#${appId}#${accountKey(account)}`;
export const bindingKey = ({ userId, ...account }: AccountOfApp & { readonly userId: string }) => ({
  Place: { S: accountPlace(account) },
  Part: { S: `user#${userId}` },
});

/** Whether the installation belongs to the user: suspended or not. */
export const isStanding = ({ status }: Pick<Binding, 'status'>) => status === 'active' || status === 'suspended';

const kept: readonly BindingStatus[] = ['active', 'revoked', 'uninstalled', 'role-lost'];

/** A row of a binding; absent for another one. */
export function bindingIn(item: unknown): Binding | undefined {
  const [, host, app, account] = (textOf(item, 'Place') ?? '').split('#');
  const [integrationId, userId, accountLogin, accountType, login] = [
    'IntegrationId',
    'UserId',
    'AccountLogin',
    'AccountType',
    'PersonLogin',
  ].map((name) => textOf(item, name));
  const [installationId, personId] = ['InstallationId', 'PersonId'].map((name) => numberOf(item, name));
  const status = kept.find((one) => one === textOf(item, 'Status'));
  const proof = proofIn(textOf(item, 'Proof'));
  const [createdAt, endedAt, checkedAt] = ['CreatedAt', 'EndedAt', 'CheckedAt'].map((name) => timeOf(item, name));
  if (host === undefined || integrationId === undefined || userId === undefined || status === undefined)
    return undefined;
  if (accountLogin === undefined || accountType === undefined || installationId === undefined) return undefined;
  if (login === undefined || personId === undefined || createdAt === undefined || proof === undefined) return undefined;
  const isSuspended = status === 'active' && textOf(item, 'SuspendedAt') !== undefined;
  return {
    host,
    appId: Number(app),
    accountId: Number(account?.replace(/^enterprise-/, '')),
    integrationId,
    userId,
    accountLogin,
    accountType,
    installationId,
    person: { id: personId, login },
    proof,
    status: isSuspended ? 'suspended' : status,
    createdAt,
    ...(endedAt && { endedAt }),
    ...(checkedAt && { checkedAt }),
    ...(textOf(item, 'Seen') === 'member' && { seen: 'member' as const }),
  };
}
