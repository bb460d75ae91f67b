import {
  DescribeKeyCommand,
  ListResourceTagsCommand,
  paginateListKeys,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { administrator } from './deployment';

const { kms } = administrator;

export interface SigningKey {
  readonly arn: string;
  readonly state: string;
  readonly tags: Readonly<Record<string, string>>;
}

// Which App a key was made for never changes, and an account has many keys.
const appOfKey = new Map<string, string>();

/** Every KMS key that an import has made for one of these Apps, in whatever state. */
export async function keysOfApps(appIds: Iterable<number>): Promise<SigningKey[]> {
  const wanted = new Set([...appIds].map(String));
  const found: SigningKey[] = [];
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyArn } of page.Keys ?? []) {
      if (!KeyArn) continue;
      const appId = appOfKey.get(KeyArn) ?? (await tagsOf(KeyArn)).AppId ?? '';
      appOfKey.set(KeyArn, appId);
      if (wanted.has(appId)) found.push({ arn: KeyArn, state: await stateOf(KeyArn), tags: await tagsOf(KeyArn) });
    }
  }
  return found;
}

export const keysOfApp = (appId: number) => keysOfApps([appId]);

export async function tagsOf(keyArn: string): Promise<Record<string, string>> {
  // Keys that AWS itself owns in a real account may not be looked at; they are not ours.
  const answer = await kms.send(new ListResourceTagsCommand({ KeyId: keyArn })).catch(noTags);
  return Object.fromEntries((answer.Tags ?? []).map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
}

export async function stateOf(keyArn: string): Promise<string> {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
  return KeyMetadata?.KeyState ?? 'unknown';
}

export async function tagKey(keyArn: string, tags: Readonly<Record<string, string>>): Promise<void> {
  const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
  await kms.send(new TagResourceCommand({ KeyId: keyArn, Tags }));
}

export async function untagKey(keyArn: string, name: string): Promise<void> {
  await kms.send(new UntagResourceCommand({ KeyId: keyArn, TagKeys: [name] }));
}

/** Keys cost money until they are gone. */
export async function discardKey({ arn, state }: SigningKey): Promise<void> {
  if (state === 'PendingDeletion') return;
  await kms.send(new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }));
}

function noTags(error: unknown): { Tags?: undefined } {
  if (error instanceof Error && /AccessDenied/.test(error.name)) return {};
  throw error;
}
