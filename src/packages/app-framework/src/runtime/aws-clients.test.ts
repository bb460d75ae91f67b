import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { regionFor } from './aws-clients';
import { createKmsJwt } from './kms-jwt-signer';
import { createTokenSource } from './token-source';

let folder: string;
let before: NodeJS.ProcessEnv;
beforeEach(() => {
  before = { ...process.env };
  folder = mkdtempSync(join(tmpdir(), 'aws-'));
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) delete process.env[name];
  Object.assign(process.env, {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  });
});
afterEach(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

describe('regionFor', () => {
  const url = 'https://abc.lambda-url.eu-west-3.on.aws/';

  it.each<[string, string, Record<string, string>, string]>([
    ['the URL before the environment', url, { AWS_REGION: 'us-east-1' }, 'eu-west-3'],
    ['an ARN before the environment', 'arn:aws-cn:kms:cn-north-1:1:key/a', { AWS_REGION: 'us-east-1' }, 'cn-north-1'],
    ['AWS_REGION first', 'alias/a', { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' }, 'us-east-1'],
    ['AWS_DEFAULT_REGION alone', 'https://tokens.example', { AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
    ['empty as unset', 'alias/a', { AWS_REGION: '', AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
  ])('takes %s', async (_what, place, variables, region) => {
    Object.assign(process.env, variables);
    expect(await regionFor(place)()).toBe(region);
  });

  it('fails with what to set where there is none', async () => {
    Object.assign(process.env, { AWS_REGION: '', AWS_DEFAULT_REGION: '' });
    await expect(regionFor('alias/a')()).rejects.toThrow(/set AWS_REGION/);
  });
});

describe('credentials in a file', () => {
  let server: FakeGitHub;
  beforeEach(async () => {
    server = await startFakeGitHub();
  });
  afterEach(() => server.stop());

  const write = (key: string) =>
    writeFileSync(
      join(folder, 'credentials'),
      `[default]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`,
    );
  const keyOf = (headers: Readonly<Record<string, unknown>>) =>
    /Credential=(\w+)\//.exec(String(headers.authorization))?.[1];
  const takesOnly = (key: string, answer: object) => (request: { headers: Readonly<Record<string, unknown>> }) =>
    keyOf(request.headers) === key
      ? { body: answer }
      : { status: 403, body: { Message: 'The security token included in the request is expired' } };
  const keys = () => server.requests.map(({ headers }) => keyOf(headers));
  const appToken = { appToken: 'h.p.s', appId: 7, expirationTime: new Date(Date.now() + 3_600_000).toISOString() };
  const given = () => createTokenSource({ appTokenEndpoint: server.url, appId: 7 });

  beforeEach(() => {
    process.env.AWS_REGION = 'us-east-1';
    write('AKIDOLD');
  });

  it('are read again after a 403', async () => {
    server.on('POST /tokens/app', takesOnly('AKIDOLD', { ...appToken, expirationTime: new Date().toISOString() }));
    const tokens = given();
    await tokens.appToken();
    write('AKIDNEW');
    server.on('POST /tokens/app', takesOnly('AKIDNEW', appToken));
    expect((await tokens.appToken()).token).toBe('h.p.s');
    expect(keys()).toEqual(['AKIDOLD', 'AKIDOLD', 'AKIDNEW']);
  });

  it('are not tried again where they are the same, or where the deployment itself refuses', async () => {
    server.on('POST /tokens/app', takesOnly('AKIDNEW', appToken));
    await expect(given().appToken()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    expect(keys()).toEqual(['AKIDOLD']);

    const refusal = { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedError' }, body: { message: 'no' } };
    server.on('POST /tokens/app', () => {
      write('AKIDNEW');
      return refusal;
    });
    await expect(given().appToken()).rejects.toMatchObject({ name: 'AccessDeniedError' });
    expect(keys()).toEqual(['AKIDOLD', 'AKIDOLD']);
  });

  it('are read again before they can have ended', async () => {
    server.on('POST /tokens/app', { body: { ...appToken, expirationTime: new Date().toISOString() } });
    const tokens = given();
    await tokens.appToken();
    write('AKIDNEW');
    const minutesLater = Date.now() + 6 * 60_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(minutesLater);
    await tokens.appToken();
    // The SDK reads them again beside the request that finds them old.
    await tokens.appToken();
    clock.mockRestore();
    expect(keys().at(-1)).toBe('AKIDNEW');
  });

  it('are read again when KMS takes those of before no more', async () => {
    process.env.AWS_ENDPOINT_URL_KMS = server.url;
    const expired = {
      status: 400,
      headers: { 'x-amzn-errortype': 'ExpiredTokenException' },
      body: { message: 'expired' },
    };
    server.on('POST /', ({ headers }) => (keyOf(headers) === 'AKIDNEW' ? { body: { Signature: 'c2ln' } } : expired));
    const createJwt = createKmsJwt({ keyId: 'alias/a' });
    await expect(createJwt(7)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    write('AKIDNEW');
    expect((await createJwt(7)).jwt.split('.')).toHaveLength(3);
    expect(keys().at(-1)).toBe('AKIDNEW');
  });
});
