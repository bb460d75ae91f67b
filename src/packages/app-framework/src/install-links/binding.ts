import { createHash } from 'node:crypto';
import { numberOf, textOf, timeOf } from '../aws/table-item';
import type { InstalledOn, Person } from './controlled-accounts';

/** An App of a host. */
export interface AppOnHost {
  readonly host: string;
  readonly appId: number;
}

export type BindingStatus = 'active' | 'revoked' | 'uninstalled' | 'role-lost';

/** An installation that belongs to a product's user. It is the account's: it outlives the installation's id. */
export interface Binding extends AppOnHost, InstalledOn {
  readonly integrationId: string;
  readonly userId: string;
  readonly person: Person;
  readonly status: BindingStatus;
  readonly createdAt: Date;
  readonly endedAt?: Date;
}

/** The same for the same user and account, whenever it is made. */
export function integrationIdOf({ host, appId, accountId, userId }: AppOnHost & { accountId: number; userId: string }) {
  return createHash('sha256')
    .update(JSON.stringify([host, appId, accountId, userId]))
    .digest('hex');
}

/** Where bindings of an account are. */
export const accountPlace = ({ host, appId, accountId }: AppOnHost & { readonly accountId: number }) =>
  `account#${host}#${appId}#${accountId}`;
export const bindingKey = (of: AppOnHost & { readonly accountId: number; readonly userId: string }) => ({
  Place: { S: accountPlace(of) },
  Part: { S: `user#${of.userId}` },
});

const statuses: readonly BindingStatus[] = ['active', 'revoked', 'uninstalled', 'role-lost'];

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
  const status = statuses.find((one) => one === textOf(item, 'Status'));
  const [createdAt, endedAt] = ['CreatedAt', 'EndedAt'].map((name) => timeOf(item, name));
  if (host === undefined || integrationId === undefined || userId === undefined || status === undefined)
    return undefined;
  if (accountLogin === undefined || accountType === undefined || installationId === undefined) return undefined;
  if (login === undefined || personId === undefined || createdAt === undefined) return undefined;
  return {
    host,
    appId: Number(app),
    accountId: Number(account),
    integrationId,
    userId,
    accountLogin,
    accountType,
    installationId,
    person: { id: personId, login },
    status,
    createdAt,
    ...(endedAt && { endedAt }),
  };
}
