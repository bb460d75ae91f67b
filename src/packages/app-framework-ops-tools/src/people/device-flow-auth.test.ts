import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EncryptCommand } from '@aws-sdk/client-kms';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { clientId, givenPeople } from './people.test.support';

describe('device-flow-auth', () => {
  const world = useToolWorld();
  beforeEach(() => {
    const { url, on, aws } = world();
    givenPeople(world());
    const device = { device_code: 'd', user_code: 'ABCD-1234', verification_uri: `${url}/login/device` };
    on('/login/device/code', { status: 200, body: { ...device, expires_in: 900, interval: 0 } });
    on('/login/oauth/access_token', {
      status: 200,
      body: { access_token: 'ghu_1', refresh_token: 'ghr_1', expires_in: 28_800 },
    });
    on('/user', { status: 200, body: { id: 583_231, login: 'ada' } });
    aws.kms
      .on(EncryptCommand)
      .callsFake(({ Plaintext }) => ({ CiphertextBlob: Buffer.from(`sealed ${Plaintext}`.replace(/gh/, 'X')) }));
    aws.dynamoDb.on(PutItemCommand).resolves({});
  });

  it('shows link, code and QR, and keeps the pair, sealed and bound to the person', async () => {
    const { exitCode, stdout, stderr } = await runTool(['device-flow-auth', '--client-id', clientId]);
    expect([exitCode, stdout.includes('ada')]).toEqual([0, true]);
    expect(stderr).toContain('enter ABCD-1234');
    expect(stderr).toMatch(/[▀▄█]{3}/);
    expect(stdout + stderr).not.toMatch(/gh[ur]_/);
    const { aws, url } = world();
    const [put] = aws.dynamoDb.commandCalls(PutItemCommand);
    const { TableName, Item } = put?.args[0].input ?? {};
    expect([TableName, Item?.Flow, Item?.Client]).toEqual([
      'UserTokens',
      { S: 'device' },
      { S: `${new URL(url).host}#${clientId}` },
    ]);
    expect(JSON.stringify(Item)).not.toMatch(/gh[ur]_/);
    expect(aws.kms.commandCalls(EncryptCommand).map(({ args }) => args[0].input.EncryptionContext)).toEqual(
      ['access', 'refresh'].map((kind) => ({
        table: 'UserTokens',
        host: new URL(url).host,
        client: clientId,
        user: '583231',
        kind,
      })),
    );
    expect(world().askedOf('/login/oauth/access_token')).toEqual([
      expect.not.objectContaining({ client_secret: expect.anything() }),
    ]);
  });

  it('takes table and key as they are named, without looking for a deployment', async () => {
    const { ledger, url, aws } = world();
    ledger.names.length = 0;
    const named = ['--user-tokens-table', 'Mine', '--kms-key-arn', 'arn:key', '--github-api-url', url];
    expect((await runTool(['device-flow-auth', '--client-id', clientId, ...named])).exitCode).toBe(0);
    expect(aws.dynamoDb.commandCalls(PutItemCommand)[0]?.args[0].input.TableName).toBe('Mine');
    expect(aws.kms.commandCalls(EncryptCommand)[0]?.args[0].input.KeyId).toBe('arn:key');
  });

  it('waits for GitHub to know the token that it granted a moment ago', async () => {
    const answers = [{ status: 401, body: { message: 'Bad credentials' } }];
    world().on('/user', () => answers.pop() ?? { status: 200, body: { id: 583_231, login: 'ada' } });
    expect((await runTool(['device-flow-auth', '--client-id', clientId])).exitCode).toBe(0);
    expect(world().aws.dynamoDb.commandCalls(PutItemCommand)).toHaveLength(1);
  });

  it('keeps nothing where KMS does not seal it', async () => {
    world().aws.kms.on(EncryptCommand).rejects(new Error('no'));
    const { exitCode, stderr } = await runTool(['device-flow-auth', '--client-id', clientId]);
    expect([exitCode, stderr.includes('ada can end it at GitHub')]).toEqual([1, true]);
    expect(world().aws.dynamoDb.commandCalls(PutItemCommand)).toEqual([]);
  });

  it.each([
    ['is told', {}, true],
    ['is no news where GitHub had ended it', { Ended: { S: 'revoked' } }, false],
  ])('replaces an earlier sign-in, which %s', async (_, more, isTold) => {
    const Attributes = { StoredAt: { S: '2026-10-01T00:00:00.000Z' }, ...more };
    world().aws.dynamoDb.on(PutItemCommand).resolves({ Attributes });
    const { exitCode, stderr } = await runTool(['device-flow-auth', '--client-id', clientId]);
    expect([exitCode, stderr.includes('revoke-user 583231')]).toEqual([0, isTold]);
  });

  it('refuses a client that nobody signs in to, and a table of another deployment', async () => {
    expect((await runTool(['device-flow-auth', '--client-id', 'Iv1other'])).exitCode).toBe(3);
    const elsewhere = ['--client-id', clientId, '--user-tokens-table', 'Other'];
    expect((await runTool(['device-flow-auth', ...elsewhere])).exitCode).toBe(2);
    expect(world().askedOf('/login/device/code')).toEqual([]);
  });
});
