import { createHash } from 'node:crypto';
import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { changed } from './harness/changed-function';
import { administrator, outputs } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { at } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64');

describeWith(['the local GitHub', 'the local AWS'], 'live installation tokens', () => {
  let app: ImportedApp;
  let accounts = 0;

  beforeAll(async () => {
    app = await givenApp();
  });
  afterEach(() => gitHub.clearFaults());

  async function givenInstallation() {
    accounts += 1;
    const { login } = await gitHub.createAccount(`cached-${app.appId}-${accounts}`);
    const permissions = { contents: 'read', issues: 'read' };
    return { login, installationId: await gitHub.install({ appId: app.appId, account: login, permissions }) };
  }
  const ask = async (
    installationId: number,
    more: object = {},
    role: 'InstallationTokenCallerRole' | 'OperatorRole' = 'InstallationTokenCallerRole',
  ) => (await clientAs(role)).getInstallationToken({ appId: app.appId, installationId, ...more });
  const mintsDuring = async <T>(installationId: number, work: () => Promise<T>) => {
    const { requests, result } = await gitHub.requestsDuring(work);
    return { mints: requests.filter(({ path }) => path.endsWith(`/${installationId}/access_tokens`)).length, result };
  };
  const statusAtGitHub = async (token: string) =>
    (await askGitHub(app.gitHubApiUrl, '/installation/repositories', token)).status;

  it('are minted once for twelve who ask at the same time, each in a process of its own', async () => {
    const { installationId } = await givenInstallation();
    await gitHub.addFault({ path: `^/app/installations/${installationId}/`, delayMilliseconds: 700, times: 5 });

    const { mints, result } = await mintsDuring(installationId, () =>
      Promise.all(Array.from({ length: 12 }, () => ask(installationId))),
    );

    expect(mints).toBe(1);
    expect(new Set(result.map(({ installationToken }) => installationToken)).size).toBe(1);
  });

  it('are handed out by processes that did not mint them, with a second caller’s kept apart', async () => {
    const { installationId } = await givenInstallation();
    const first = await ask(installationId);
    await changed('InstallationAccessTokenEndpoint', { variables: { STARTED_ANEW: 'yes' } }, async () => {
      const { mints, result } = await mintsDuring(installationId, () => ask(installationId));
      expect(mints).toBe(0);
      const { installationToken, expirationTime, actualScopeDown } = first;
      expect(result).toMatchObject({ installationToken, expirationTime, actualScopeDown });
    });

    const other = await ask(installationId, {}, 'OperatorRole');
    expect(other.installationToken).not.toBe(first.installationToken);
  });

  it('differ by scope, and by wish', async () => {
    const { installationId } = await givenInstallation();
    const wide = await ask(installationId);
    const narrow = await ask(installationId, { scopeDown: { permissions: { contents: 'read' } } });
    const fresh = await ask(installationId, { fresh: true });

    expect(new Set([wide, narrow, fresh].map(({ installationToken }) => installationToken)).size).toBe(3);
    expect(narrow.actualScopeDown.permissions).toEqual({ contents: 'read', metadata: 'read' });
    expect(await ask(installationId)).toMatchObject({ installationToken: wide.installationToken });
  });

  it('stay although they are reported as unusable, where GitHub takes them', async () => {
    const { installationId } = await givenInstallation();
    const { installationToken } = await ask(installationId);

    const again = await ask(installationId, { unusableTokenHash: hashOf(installationToken) });
    expect(again.installationToken).toBe(installationToken);
  });

  it('stand in the table encrypted, and do not open where a row was prolonged', async () => {
    const { installationId } = await givenInstallation();
    const { installationToken } = await ask(installationId);
    const rows = await tokenRows();
    const Key = slotIn(rows, installationToken);
    for (const row of rows) {
      expect(Buffer.from(row.Ciphertext?.B ?? []).includes(installationToken)).toBe(false);
      expect(JSON.stringify({ ...row, Ciphertext: undefined })).not.toContain(installationToken);
    }
    await administrator.dynamoDb.send(
      new UpdateItemCommand({
        TableName: outputs.TokenTableName,
        Key,
        UpdateExpression: 'ADD Expiry :hour',
        ExpressionAttributeValues: { ':hour': { N: '3600000' } },
      }),
    );
    await changed('InstallationAccessTokenEndpoint', { variables: { STARTED_ANEW: 'again' } }, async () => {
      const { mints, result } = await mintsDuring(installationId, () => ask(installationId));
      expect(mints).toBe(1);
      expect(result.installationToken).not.toBe(installationToken);
    });
  });

  // The next lease would otherwise have been waited for, for 16 s, in each process.
  it('keep nobody waiting where a hand took away what a slot held', async () => {
    const { installationId } = await givenInstallation();
    const { installationToken } = await ask(installationId);
    const Key = slotIn(await tokenRows(), installationToken);
    const UpdateExpression = 'REMOVE Ciphertext';
    await administrator.dynamoDb.send(
      new UpdateItemCommand({ TableName: outputs.TokenTableName, Key, UpdateExpression }),
    );
    await changed('InstallationAccessTokenEndpoint', { variables: { STARTED_ANEW: 'damaged' } }, async () => {
      const begun = performance.now();
      const { mints, result } = await mintsDuring(installationId, () => ask(installationId));
      expect({ mints, inTime: performance.now() - begun < 15_000 }).toEqual({ mints: 1, inTime: true });
      expect(await ask(installationId)).toMatchObject({ installationToken: result.installationToken });
    });
  });

  describe('revoked', () => {
    const revoke = async (more: object = {}) =>
      (await clientAs('RevokeTokensCallerRole')).revokeInstallationTokens({ appId: app.appId, ...more });

    it('for one installation, shared and fresh ones of all callers, end at GitHub, and a new one is minted', async () => {
      const [{ installationId }, other] = [await givenInstallation(), await givenInstallation()];
      const shared = await ask(installationId);
      const tokens = [
        shared,
        await ask(installationId, { fresh: true }),
        await ask(installationId, {}, 'OperatorRole'),
      ].map(({ installationToken }) => installationToken);
      const untouched = await ask(other.installationId);

      expect(await revoke({ installationId })).toMatchObject({ revoked: 3, failed: 0, unknown: 0, suspended: 0 });

      for (const token of tokens) expect(await statusAtGitHub(token)).toBe(401);
      expect(await statusAtGitHub(untouched.installationToken)).toBe(200);
      const next = await ask(installationId, { unusableTokenHash: hashOf(shared.installationToken) });
      expect(await statusAtGitHub(next.installationToken)).toBe(200);
      expect(await revoke({ installationId })).toMatchObject({ revoked: 1 });
    });

    it('for an App by the operations tool, which suspends an installation as well', async () => {
      const { login, installationId } = await givenInstallation();
      const { installationToken } = await ask(installationId);
      const args = ['revoke-tokens', `${app.appId}`];

      const refused = await operationsTool([...args, '--owner', login, '--json']);
      expectExit(refused, 2);
      expect(await statusAtGitHub(installationToken)).toBe(200);

      const ended = await operationsTool([...args, '--owner', login, '--suspend', '--yes', '--json']);
      expectExit(ended, 0);
      expect(ended.json()).toMatchObject({ appId: app.appId, revoked: 1, failed: 0, unknown: 0, suspended: 1 });
      expect([401, 403]).toContain(await statusAtGitHub(installationToken));

      const all = await operationsTool([...args, '--yes', '--json']);
      expectExit(all, 0);
      expect(at(all.json(), 'revoked')).toBeGreaterThan(5);
      const rest = await operationsTool([...args, '--yes', '--json']);
      expect(rest.json()).toMatchObject({ revoked: 0, failed: 0, unknown: 0 });
    });
  });

  // Last, for of these the deployment tells everybody who revokes tokens.
  it.each([
    ['KMS', { TOKEN_KEY_ARN: 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000' }],
    ['the table', { TOKEN_TABLE_NAME: 'no-such-table' }],
  ])('are minted without the cache where %s refuses', async (_what, variables) => {
    const { installationId } = await givenInstallation();
    await changed('InstallationAccessTokenEndpoint', { variables }, async () => {
      const { installationToken } = await ask(installationId);
      expect(await statusAtGitHub(installationToken)).toBe(200);
    });
  });
});

type Row = Awaited<ReturnType<typeof tokenRows>>[number];

/** Key of the slot that holds a token. */
function slotIn(rows: readonly Row[], token: string) {
  const slot = rows.find(({ TokenHash, LeaseOwner, Key }) =>
    Boolean(TokenHash?.S === hashOf(token) && !LeaseOwner && Key?.S?.startsWith('token#')),
  );
  if (!slot?.Key) throw new Error('No slot holds the token.');
  return { Key: slot.Key };
}

async function tokenRows() {
  const { Items = [] } = await administrator.dynamoDb.send(new ScanCommand({ TableName: outputs.TokenTableName }));
  return Items;
}
