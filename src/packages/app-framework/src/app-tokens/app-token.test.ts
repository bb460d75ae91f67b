import { createHash, createVerify, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { readCaller } from '../api/caller';
import type { AppRow } from './app-table';
import { createAppTokens } from './app-token';
import { createGetAppToken } from './get-app-token';
import type { Signed } from './kms-signer';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const call = { caller: readCaller('arn:aws:iam::1:user/ann'), requestId: 'r', remainingMilliseconds: () => 10_000 };
const row: AppRow = { appId: 7, kmsKeyArn: 'arn:key', gitHubApiUrl: 'https://ghe/api/v3' };
const refused: Signed = { kind: 'refused', reason: 'it is disabled' };

/** `rows` are what the table answers in turn, the last one for good; keys in `disabled` are refused. */
function arrange({ rows = [row], disabled = [] }: { rows?: (AppRow | undefined)[]; disabled?: string[] } = {}) {
  const calls: string[] = [];
  const clock = { now: new Date('2026-11-01T12:00:00.900Z') };
  let reads = 0;
  let tokens = 0;
  const appTokens = createAppTokens({
    appTable: {
      getApp: async (appId) => {
        calls.push(`read ${appId}`);
        return rows[Math.min(reads++, rows.length - 1)];
      },
    },
    sign: async (keyArn, text) => {
      calls.push(`sign with ${keyArn}`);
      if (disabled.includes(keyArn)) return refused;
      return { kind: 'signed', signature: signBytes('sha256', Buffer.from(text), privateKey) };
    },
    now: () => clock.now,
    newJwtId: () => `id-${tokens++}`,
  });
  const pass = (seconds: number) => {
    clock.now = new Date(clock.now.getTime() + seconds * 1000);
  };
  return { appTokens, calls, pass };
}

describe('createAppTokens', () => {
  it('mints with one read and one signature', async () => {
    const { appTokens, calls } = arrange();

    const { token, ...rest } = await appTokens.mint(7);

    const [header, payload, signature = ''] = token.split('.');
    const verifier = createVerify('sha256').update(`${header}.${payload}`);
    expect(verifier.verify(publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(rest).toEqual({ appId: 7, expiresAt: new Date('2026-11-01T12:08:00Z'), gitHubApiUrl: 'https://ghe/api/v3' });
    expect(calls).toEqual(['read 7', 'sign with arn:key']);
  });

  it('hands a token out again as long as it has three minutes left, and never after', async () => {
    const { appTokens, calls, pass } = arrange();
    const first = await appTokens.mint(7);

    pass(5 * 60 - 1);
    expect(await appTokens.mint(7)).toBe(first);
    pass(1);
    expect((await appTokens.mint(7)).token).not.toBe(first.token);
    expect(calls.filter((one) => one.startsWith('sign'))).toHaveLength(2);
  });

  it('believes a row for 20 seconds', async () => {
    const { appTokens, calls, pass } = arrange();
    await appTokens.mint(7);

    pass(19);
    await appTokens.mint(7);
    expect(calls).toEqual(['read 7', 'sign with arn:key']);
    pass(1);
    await appTokens.mint(7);
    expect(calls).toEqual(['read 7', 'sign with arn:key', 'read 7']);
  });

  it.each([
    ['key', { ...row, kmsKeyArn: 'arn:new' }, 'sign with arn:new'],
    ['host', { ...row, gitHubApiUrl: 'https://other' }, 'sign with arn:key'],
  ])('hands out no token of before the row named another %s', async (_what, newRow, signature) => {
    const { appTokens, calls, pass } = arrange({ rows: [row, newRow] });
    const first = await appTokens.mint(7);

    pass(20);
    expect((await appTokens.mint(7)).token).not.toBe(first.token);
    expect(calls.slice(2)).toEqual(['read 7', signature]);
  });

  it('signs with the key that the row names now where it was told to read again', async () => {
    const { appTokens, calls } = arrange({ rows: [row, { ...row, kmsKeyArn: 'arn:new' }] });
    await appTokens.mint(7);
    await appTokens.readAgain(7);
    await appTokens.mint(7);
    expect(calls).toEqual(['read 7', 'sign with arn:key', 'read 7', 'sign with arn:new']);
  });

  it('keeps the tokens of Apps apart', async () => {
    const { appTokens } = arrange();

    expect((await appTokens.mint(7)).token).not.toBe((await appTokens.mint(8)).token);
  });

  it('reads and signs once for all who ask at the same time', async () => {
    const { appTokens, calls } = arrange();

    const tokens = await Promise.all(Array.from({ length: 100 }, () => appTokens.mint(7)));

    expect(new Set(tokens.map(({ token }) => token)).size).toBe(1);
    expect(calls).toEqual(['read 7', 'sign with arn:key']);
  });

  it('reads the row again where KMS refuses, and signs with the key that it names now', async () => {
    const { appTokens, calls } = arrange({ rows: [row, { ...row, kmsKeyArn: 'arn:new' }], disabled: ['arn:key'] });

    await appTokens.mint(7);

    expect(calls).toEqual(['read 7', 'sign with arn:key', 'read 7', 'sign with arn:new']);
  });

  it('counts as a failure to sign only what another look at the row does not mend', async () => {
    const lines: string[] = [];
    const written = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    await arrange({ rows: [row, { ...row, kmsKeyArn: 'arn:new' }], disabled: ['arn:key'] }).appTokens.mint(7);
    const mended = lines.length;
    await arrange({ disabled: ['arn:key'] })
      .appTokens.mint(7)
      .catch(() => undefined);
    written.mockRestore();

    expect(mended).toBe(0);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'WARN', event: 'key cannot sign', appId: 7, reason: 'it is disabled' },
    ]);
  });

  it('says what helps where the key cannot sign: time, adopt-keys or an import', async () => {
    const minted = arrange({ disabled: ['arn:key'] }).appTokens.mint(7);
    await expect(minted).rejects.toThrow(
      /^The key of App 7 cannot sign: it is disabled\. .*try again in some minutes\..* run adopt-keys\. .*import the private key again\.$/,
    );
  });

  it('fails as not found for an App without a row, says what to do, and looks again next time', async () => {
    const { appTokens } = arrange({ rows: [undefined, row] });

    await expect(appTokens.mint(7)).rejects.toMatchObject({
      shape: 'NotFoundError',
      message: expect.stringMatching(/App 7 .*import-private-key/),
    });
    expect(await appTokens.mint(7)).toMatchObject({ appId: 7 });
  });

  it('fails after one more try as a server error that names the App and not the key, and keeps neither', async () => {
    const { appTokens, calls } = arrange({ disabled: ['arn:key'] });

    const refusal = await appTokens.mint(7).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ shape: 'ServerSideError', message: expect.stringMatching(/App 7 .*disabled/) });
    expect(String(refusal)).not.toContain('arn:');
    expect(calls).toHaveLength(4);
    await appTokens.mint(7).catch(() => undefined);
    expect(calls).toHaveLength(8);
  });
});

describe('createGetAppToken', () => {
  it('answers ten seconds less than GitHub gives, and writes one audit line with the hash of the token for each answer', async () => {
    const lines: string[] = [];
    const output = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const { appTokens, pass } = arrange();
    const getAppToken = createGetAppToken({ appTokens });

    const answer = await getAppToken({ appId: 7 }, call);
    pass(1);
    const again = await getAppToken({ appId: 7 }, { ...call, caller: readCaller('arn:aws:iam::1:user/ben') });
    output.mockRestore();

    const expirationTime = new Date('2026-11-01T12:07:50Z');
    expect(answer).toEqual({ appId: 7, appToken: expect.any(String), expirationTime });
    expect(again).toEqual(answer);
    const line = {
      appId: 7,
      expirationTime: expirationTime.toISOString(),
      hashedToken: createHash('sha256').update(answer.appToken).digest('base64'),
    };
    expect(lines.map((text) => JSON.parse(text))).toEqual([
      expect.objectContaining({ caller: 'arn:aws:iam::1:user/ann', ...line }),
      expect.objectContaining({ caller: 'arn:aws:iam::1:user/ben', ...line }),
    ]);
    expect(lines.join()).not.toContain(answer.appToken);
  });
});
