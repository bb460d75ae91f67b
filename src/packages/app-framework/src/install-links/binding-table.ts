import { conditionHolds, createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import {
  type AppOnHost,
  accountPlace,
  type Binding,
  type BindingStatus,
  bindingIn,
  bindingKey,
  integrationIdOf,
} from './binding';
import type { Controlled } from './controlled-accounts';

type Remaining = () => number;
export type Bindings = ReturnType<typeof createBindings>;

/** Name of the index of bindings by the product's user. */
export const byUserIndex = 'ByUser';
const mostListed = 100;

/**
 * What each end may take the place of. What was revoked does not come back with the App, and neither does who lost their role, whichever was told
 * first.
 */
const before = {
  revoked: ['active', 'uninstalled'],
  uninstalled: ['active'],
  'role-lost': ['active', 'uninstalled', 'revoked'],
} as const;
const placeholder = (status: BindingStatus) => status.replace('-', '');

export interface BindingsCollaborators {
  readonly tableName: string;
  readonly now: () => Date;
  /** How long what ended is kept. */
  readonly keptMilliseconds: number;
}

/** Which installations belong to which users of the product. */
export function createBindings({ tableName, now, keptMilliseconds }: BindingsCollaborators) {
  const call = createTableCall(tableName);
  const query = async (input: object, remainingMilliseconds: Remaining): Promise<Binding[]> => {
    const found: Binding[] = [];
    let from: unknown;
    do {
      const page = { ...input, ...(from !== undefined && { ExclusiveStartKey: from }) };
      const answer = await call({ operation: 'Query', input: page, remainingMilliseconds });
      const items = field(answer, 'Items');
      found.push(...(Array.isArray(items) ? items.flatMap((item) => bindingIn(item) ?? []) : []));
      from = field(answer, 'LastEvaluatedKey');
    } while (from !== undefined && found.length < mostListed);
    return found;
  };
  const change = (input: object, remainingMilliseconds: Remaining): Promise<boolean> =>
    conditionHolds(call({ operation: 'UpdateItem', input, remainingMilliseconds }));

  return {
    /** Again for the same is as good as once. What had ended begins again. */
    async bind(of: AppOnHost & { readonly userId: string }, what: Controlled, remaining: Remaining): Promise<void> {
      const { installationId, accountId, accountLogin, accountType, person, proof } = what;
      const set = {
        UserId: { S: of.userId },
        IntegrationId: { S: integrationIdOf({ ...of, accountId }) },
        InstallationId: { N: String(installationId) },
        AccountLogin: { S: accountLogin },
        AccountType: { S: accountType },
        PersonId: { N: String(person.id) },
        PersonLogin: { S: person.login },
        Proof: { S: proof },
        Status: { S: 'active' },
      };
      const names = Object.keys(set);
      const input = {
        Key: bindingKey({ ...of, accountId }),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}, CreatedAt = if_not_exists(CreatedAt, :now) REMOVE EndedAt, ExpiresAt`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
          ':now': { S: now().toISOString() },
        },
      };
      await call({ operation: 'UpdateItem', input, remainingMilliseconds: remaining });
    },

    /** All of an account, those that ended too. */
    ofAccount: (account: AppOnHost & { readonly accountId: number }, remaining: Remaining): Promise<Binding[]> =>
      query(
        {
          KeyConditionExpression: 'Place = :place AND begins_with(Part, :part)',
          ExpressionAttributeValues: { ':place': { S: accountPlace(account) }, ':part': { S: 'user#' } },
          ConsistentRead: true,
        },
        remaining,
      ),

    /** The newest first, at most 100. */
    async ofUser(userId: string, remaining: Remaining): Promise<Binding[]> {
      const input = {
        IndexName: byUserIndex,
        KeyConditionExpression: 'UserId = :user',
        ExpressionAttributeValues: { ':user': { S: userId } },
        ScanIndexForward: false,
        Limit: mostListed,
      };
      return (await query(input, remaining)).slice(0, mostListed);
    },

    /** False where it is over already, or is of a later installation than it was when it was read. */
    end(binding: Binding, status: Exclude<BindingStatus, 'active'>, remaining: Remaining): Promise<boolean> {
      const at = now();
      const input = {
        Key: bindingKey(binding),
        UpdateExpression: 'SET #Status = :status, EndedAt = :at, ExpiresAt = :expires',
        ConditionExpression: `#Status IN (${before[status].map((one) => `:${placeholder(one)}`).join(', ')}) AND InstallationId = :installation`,
        ExpressionAttributeNames: { '#Status': 'Status' },
        ExpressionAttributeValues: {
          ':status': { S: status },
          ...Object.fromEntries(before[status].map((one) => [`:${placeholder(one)}`, { S: one }])),
          ':installation': { N: String(binding.installationId) },
          ':at': { S: at.toISOString() },
          ':expires': { N: String(Math.ceil((at.getTime() + keptMilliseconds) / 1_000)) },
        },
      };
      return change(input, remaining);
    },

    /** The App is there again: what was uninstalled goes on, under the new installation. */
    revive(binding: Binding, installationId: number, remaining: Remaining): Promise<boolean> {
      const input = {
        Key: bindingKey(binding),
        UpdateExpression: 'SET #Status = :active, InstallationId = :installation REMOVE EndedAt, ExpiresAt',
        ConditionExpression: '#Status IN (:active, :uninstalled) AND InstallationId < :installation',
        ExpressionAttributeNames: { '#Status': 'Status' },
        ExpressionAttributeValues: {
          ':active': { S: 'active' },
          ':uninstalled': { S: 'uninstalled' },
          ':installation': { N: String(installationId) },
        },
      };
      return change(input, remaining);
    },
  };
}
