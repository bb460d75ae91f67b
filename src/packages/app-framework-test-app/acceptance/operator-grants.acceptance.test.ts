import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DisableKeyCommand,
  EnableKeyCommand,
  GetParametersForImportCommand,
  KMSClient,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { appRow } from './harness/app-rows';
import { administrator, outputs, region } from './harness/deployment';
import { givenApp } from './harness/given-app';
import { type RoleName, roleSession } from './harness/identities';
import { outcomeOf } from './harness/outcome';
import { describeWith } from './harness/requires';
import { discardKey, tagKey, tagsOf } from './harness/signing-keys';

const managed = { FrameworkForGitHubAppOnAwsManaged: 'true' };
const ours = { ...managed, AppTable: outputs.AppTableName };
const theirs = { ...managed, AppTable: `${outputs.AppTableName}-2`, Status: 'Active' };
const imported = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', Origin: 'EXTERNAL' } as const;

interface Hand {
  readonly kms: KMSClient;
  readonly KeyId: string;
}

/** What a holder of the grant might try on a key. Those that succeed change nothing that the next one needs. */
const attempts = {
  'read its tags': ({ kms, KeyId }) => kms.send(new ListResourceTagsCommand({ KeyId })),
  'take it for this deployment': ({ kms, KeyId }) =>
    kms.send(new TagResourceCommand({ KeyId, Tags: listOf({ ...ours, Status: 'Active' }) })),
  'take it with every tag that an import gives': ({ kms, KeyId }) =>
    kms.send(
      new TagResourceCommand({
        KeyId,
        Tags: listOf({ ...ours, Status: 'Active', AppId: '1', CreatedOn: '2026', Fingerprint: 'x' }),
      }),
    ),
  'say that it is retired': ({ kms, KeyId }) =>
    kms.send(new TagResourceCommand({ KeyId, Tags: listOf({ Status: 'Inactive' }) })),
  'call it managed': ({ kms, KeyId }) => kms.send(new TagResourceCommand({ KeyId, Tags: listOf(managed) })),
  'give it to another deployment': ({ kms, KeyId }) =>
    kms.send(new TagResourceCommand({ KeyId, Tags: listOf({ ...managed, AppTable: 'another' }) })),
  'give it a tag of its own': ({ kms, KeyId }) =>
    kms.send(new TagResourceCommand({ KeyId, Tags: listOf({ Project: 'mine' }) })),
  'take a tag away': ({ kms, KeyId }) => kms.send(new UntagResourceCommand({ KeyId, TagKeys: ['AppTable'] })),
  'give it material': ({ kms, KeyId }) =>
    kms.send(
      new GetParametersForImportCommand({
        KeyId,
        WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256',
        WrappingKeySpec: 'RSA_4096',
      }),
    ),
  sign: ({ kms, KeyId }) => kms.send(sign(KeyId)),
  'sign with another algorithm': ({ kms, KeyId }) =>
    kms.send(new SignCommand({ ...sign(KeyId).input, SigningAlgorithm: 'RSASSA_PSS_SHA_256' })),
  'enable it': ({ kms, KeyId }) => kms.send(new EnableKeyCommand({ KeyId })),
  'disable it': ({ kms, KeyId }) => kms.send(new DisableKeyCommand({ KeyId })),
  'schedule its deletion': ({ kms, KeyId }) =>
    kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 30 })),
} satisfies Record<string, (hand: Hand) => Promise<unknown>>;

type Attempt = keyof typeof attempts;

describeWith(['the local GitHub'], 'a holder of', () => {
  const made: string[] = [];
  const keyTagged = async (tags: Record<string, string>) => {
    const { KeyMetadata } = await administrator.kms.send(new CreateKeyCommand({ ...imported, Tags: listOf(tags) }));
    const arn = KeyMetadata?.Arn ?? '';
    made.push(arn);
    return arn;
  };
  const ownKey = async () => {
    const { appId } = await givenApp();
    return (await appRow(appId))?.kmsKeyArn ?? '';
  };
  afterAll(async () => {
    for (const arn of made) await discardKey({ arn, state: 'Enabled', tags: {} });
  });

  const looks: readonly Attempt[] = ['read its tags'];
  it.each<[RoleName, string, () => Promise<string>, readonly Attempt[]]>([
    ['OperatorRole', 'a stranger’s key', () => keyTagged({}), []],
    [
      'OperatorRole',
      'a stranger’s key with tags',
      () => keyTagged({ Project: 'x', AppTable: outputs.AppTableName }),
      [],
    ],
    ['OperatorRole', 'a key that says no to being managed', () => keyTagged({ ...ours, [managedTag()]: 'no' }), []],
    ['OperatorRole', 'a key of another deployment', () => keyTagged(theirs), looks],
    ['OperatorRole', 'a managed key of no deployment', () => keyTagged(managed), looks],
    [
      'OperatorRole',
      'a key of this deployment',
      ownKey,
      [
        ...looks,
        'take it for this deployment',
        'take it with every tag that an import gives',
        'say that it is retired',
        'call it managed',
        'give it material',
        'sign',
        'disable it',
        'schedule its deletion',
      ],
    ],
    ['KeyAdopterRole', 'a stranger’s key', () => keyTagged({}), []],
    [
      'KeyAdopterRole',
      'a key of another deployment',
      () => keyTagged(theirs),
      [...looks, 'take it for this deployment'],
    ],
    [
      'KeyAdopterRole',
      'a managed key of no deployment',
      () => keyTagged(managed),
      [...looks, 'take it for this deployment'],
    ],
    ['KeyAdopterRole', 'a key of this deployment', ownKey, [...looks, 'take it for this deployment']],
    ['NoGrantRole', 'a key of this deployment', ownKey, []],
  ])('%s can do with %s what it needs and nothing else', async (role, _what, givenKey, needs) => {
    const KeyId = await givenKey();
    const kms = new KMSClient({ region, credentials: await roleSession(role) });
    const before = await tagsOf(KeyId);
    const done: string[] = [];
    const odd: unknown[] = [];
    for (const [what, attempt] of Object.entries(attempts)) {
      const outcome = await outcomeOf(attempt({ kms, KeyId }));
      if (outcome === 'done') done.push(what);
      if (outcome !== 'done' && outcome !== 'denied') odd.push({ what, outcome });
      // Each is tried on the key as it was.
      if (what.startsWith('take') || what.startsWith('say')) await tagKey(KeyId, before);
      if (what.startsWith('disable') && outcome === 'done')
        await administrator.kms.send(new EnableKeyCommand({ KeyId }));
    }
    expect(odd).toEqual([]);
    expect(done.sort()).toEqual([...needs].sort());
  });

  it.each<[string, CreateKeyCommandInput, boolean]>([
    ['as an import does', { ...imported, Tags: listOf({ ...ours, Status: 'Active' }) }, true],
    ['without tags', imported, false],
    ['for another deployment', { ...imported, Tags: listOf(theirs) }, false],
    ['with a tag of its own', { ...imported, Tags: listOf({ ...ours, Project: 'mine' }) }, false],
    ['of another kind', { KeyUsage: 'ENCRYPT_DECRYPT', Tags: listOf(ours) }, false],
    ['whose material KMS makes', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', Tags: listOf(ours) }, false],
    ['that locks others out', { ...imported, Tags: listOf(ours), BypassPolicyLockoutSafetyCheck: true }, false],
  ])('OperatorRole makes a key %s, if that is what an import needs', async (_how, input, isAllowed) => {
    const kms = new KMSClient({ region, credentials: await roleSession('OperatorRole') });
    const creation = kms.send(new CreateKeyCommand(input)).then(({ KeyMetadata }) => made.push(KeyMetadata?.Arn ?? ''));
    expect(await outcomeOf(creation)).toBe(isAllowed ? 'done' : 'denied');
    const adopter = new KMSClient({ region, credentials: await roleSession('KeyAdopterRole') });
    expect(await outcomeOf(adopter.send(new CreateKeyCommand(input)))).toBe('denied');
  });
});

function managedTag(): string {
  return Object.keys(managed)[0] ?? '';
}

function listOf(tags: Record<string, string>) {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
}

function sign(KeyId: string): SignCommand {
  return new SignCommand({
    KeyId,
    Message: Buffer.from('text'),
    MessageType: 'RAW',
    SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
  });
}
