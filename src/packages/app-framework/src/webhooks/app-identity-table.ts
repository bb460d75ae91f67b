import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { AppAtGitHub } from '../routes/own-event';
import type { NamedRepository } from '../routes/repository-names';

/** An App on its host. */
export interface AppPlace {
  readonly host: string;
  readonly appId: number;
}

/** Who an App is on its host. */
export type HostedApp = AppPlace & AppAtGitHub;

export type AppIdentities = ReturnType<typeof createAppIdentities>;

/** What is known of Apps and repositories besides what they are called just now. */
export interface Identities {
  readonly apps: readonly HostedApp[];
  readonly repositories: readonly NamedRepository[];
}

/** In the partition that the receiver may read. An attribute for each thing that is known, so that nobody writes over another. */
export const identitiesKey = { Delivery: { S: 'deployment' }, Part: { S: 'apps' } };

const mostForgotten = 50;

/**
 * What tells an App's own doings: its slug, which GitHub is asked for, and the id of its bot, which stays when the App is renamed. And which
 * repository a name stands for that a route has.
 */
export function createAppIdentities({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  const update = (input: object, remainingMilliseconds: () => number) =>
    call({ operation: 'UpdateItem', input: { Key: identitiesKey, ...input }, remainingMilliseconds });
  const keep = async (name: string, value: object, remainingMilliseconds: () => number) => {
    const input = {
      UpdateExpression: 'SET #known = :value',
      ExpressionAttributeNames: { '#known': name },
      ExpressionAttributeValues: { ':value': value },
    };
    await update(input, remainingMilliseconds);
  };

  return {
    /** @throws AwsCallError */
    async read(remainingMilliseconds: () => number): Promise<Identities> {
      const answer = await call({ operation: 'GetItem', input: { Key: identitiesKey }, remainingMilliseconds });
      return identitiesIn(field(answer, 'Item'));
    },

    /** @throws AwsCallError */
    keepSlug: ({ host, appId }: AppPlace, slug: string, remainingMilliseconds: () => number): Promise<void> =>
      keep(`slug#${host}#${appId}`, { S: slug }, remainingMilliseconds),

    /** @throws AwsCallError */
    keepBot: ({ host, appId }: AppPlace, botId: number, remainingMilliseconds: () => number): Promise<void> =>
      keep(`bot#${host}#${appId}`, { N: String(botId) }, remainingMilliseconds),

    /** Answers which repository the name stands for, be it another that came first. @throws AwsCallError */
    async keepRepository(named: NamedRepository, remainingMilliseconds: () => number): Promise<NamedRepository> {
      const attribute = `repository#${named.host}#${named.name}`;
      const input = {
        UpdateExpression: 'SET #known = if_not_exists(#known, :value)',
        ExpressionAttributeNames: { '#known': attribute },
        ExpressionAttributeValues: { ':value': { N: String(named.id) } },
        ReturnValues: 'UPDATED_NEW',
      };
      const answer = await update(input, remainingMilliseconds);
      return identitiesIn(field(answer, 'Attributes')).repositories[0] ?? named;
    },

    /** Names that no route has stand for nothing any more. @throws AwsCallError */
    async forgetRepositories(names: readonly NamedRepository[], remainingMilliseconds: () => number): Promise<void> {
      for (let first = 0; first < names.length; first += mostForgotten) {
        const gone = names
          .slice(first, first + mostForgotten)
          .map(({ host, name }, index) => [`#gone${index}`, host, name]);
        const input = {
          UpdateExpression: `REMOVE ${gone.map(([place]) => place).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(
            gone.map(([place, host, name]) => [place, `repository#${host}#${name}`]),
          ),
        };
        await update(input, remainingMilliseconds);
      }
    },
  };
}

/** What a row of identities says. */
export function identitiesIn(item: unknown): Identities {
  const apps = new Map<string, HostedApp>();
  const repositories: NamedRepository[] = [];
  for (const [attribute, value] of Object.entries(Object(item))) {
    const [kind, host = '', name = ''] = attribute.split('#');
    const place = `${host}#${name}`;
    const known = apps.get(place) ?? { host, appId: Number(name) };
    const [slug, id] = [field(value, 'S'), Number(field(value, 'N'))];
    if (kind === 'slug' && typeof slug === 'string') apps.set(place, { ...known, slug });
    if (!Number.isSafeInteger(id)) continue;
    if (kind === 'bot') apps.set(place, { ...known, botId: id });
    if (kind === 'repository') repositories.push({ host, name, id });
  }
  return { apps: [...apps.values()], repositories };
}
