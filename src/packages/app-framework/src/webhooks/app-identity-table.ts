import { createTableCall } from '../aws/table-call';
import { field } from '../lambda/parsed-json';
import type { AppAtGitHub } from './own-event';

/** An App on its host. */
export interface AppPlace {
  readonly host: string;
  readonly appId: number;
}

/** Who an App is on its host. */
export type HostedApp = AppPlace & AppAtGitHub;

export type AppIdentities = ReturnType<typeof createAppIdentities>;

/** In the partition that the receiver may read. An attribute for each thing that is known, so that nobody writes over another. */
const key = { Delivery: { S: 'deployment' }, Part: { S: 'apps' } };

/** What tells an App's own doings: its slug, which GitHub is asked for, and the id of its bot, which stays when the App is renamed. */
export function createAppIdentities({ tableName }: { readonly tableName: string }) {
  const call = createTableCall(tableName);
  const keep = async (name: string, value: object, remainingMilliseconds: () => number) => {
    const input = {
      Key: key,
      UpdateExpression: 'SET #known = :value',
      ExpressionAttributeNames: { '#known': name },
      ExpressionAttributeValues: { ':value': value },
    };
    await call({ operation: 'UpdateItem', input, remainingMilliseconds });
  };

  return {
    /** @throws AwsCallError */
    async read(remainingMilliseconds: () => number): Promise<HostedApp[]> {
      const answer = await call({ operation: 'GetItem', input: { Key: key }, remainingMilliseconds });
      const item: unknown = field(answer, 'Item');
      const apps = new Map<string, HostedApp>();
      for (const [name, value] of Object.entries(Object(item))) {
        const [kind, host = '', id = ''] = name.split('#');
        const place = `${host}#${id}`;
        const known = apps.get(place) ?? { host, appId: Number(id) };
        const [slug, botId] = [field(value, 'S'), Number(field(value, 'N'))];
        if (kind === 'slug' && typeof slug === 'string') apps.set(place, { ...known, slug });
        if (kind === 'bot' && Number.isSafeInteger(botId)) apps.set(place, { ...known, botId });
      }
      return [...apps.values()];
    },

    /** @throws AwsCallError */
    keepSlug: ({ host, appId }: AppPlace, slug: string, remainingMilliseconds: () => number): Promise<void> =>
      keep(`slug#${host}#${appId}`, { S: slug }, remainingMilliseconds),

    /** @throws AwsCallError */
    keepBot: ({ host, appId }: AppPlace, botId: number, remainingMilliseconds: () => number): Promise<void> =>
      keep(`bot#${host}#${appId}`, { N: String(botId) }, remainingMilliseconds),
  };
}
