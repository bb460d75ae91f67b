import { createHash, createVerify, generateKeyPairSync, sign as signBytes } from 'node:crypto';
import type { AppRow } from './app-table';
import { createAppTokens } from './app-token';
import { createGetAppToken } from './get-app-token';
import type { Signed } from './kms-signer';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const now = new Date('2026-11-01T12:00:00.900Z');
const call = { caller: 'arn:aws:iam::1:user/ann', requestId: 'r', remainingMilliseconds: () => 10_000 };

function arrange(row?: AppRow, refused?: Signed) {
  const calls: string[] = [];
  const appTokens = createAppTokens({
    appTable: {
      getApp: async (appId) => {
        calls.push(`read ${appId}`);
        return row;
      },
    },
    sign: async (keyArn, text) => {
      calls.push(`sign with ${keyArn}`);
      return refused ?? { kind: 'signed', signature: signBytes('sha256', Buffer.from(text), privateKey) };
    },
    now: () => now,
    newJwtId: () => `id-${calls.length}`,
  });
  return { appTokens, calls };
}

describe('createAppTokens', () => {
  it('mints with one read and one signature', async () => {
    const { appTokens, calls } = arrange({ appId: 7, kmsKeyArn: 'arn:key', gitHubApiUrl: 'https://ghe/api/v3' });

    const { token, ...rest } = await appTokens.mint(7);

    const [header, payload, signature = ''] = token.split('.');
    const verifier = createVerify('sha256').update(`${header}.${payload}`);
    expect(verifier.verify(publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(rest).toEqual({ appId: 7, expiresAt: new Date('2026-11-01T12:08:00Z'), gitHubApiUrl: 'https://ghe/api/v3' });
    expect(calls).toEqual(['read 7', 'sign with arn:key']);
  });

  it('never mints the same token twice', async () => {
    const { appTokens } = arrange({ appId: 7, kmsKeyArn: 'arn:key' });

    expect((await appTokens.mint(7)).token).not.toBe((await appTokens.mint(7)).token);
  });

  it('fails as not found for an App without a row, and says what to do', async () => {
    await expect(arrange().appTokens.mint(7)).rejects.toMatchObject({
      shape: 'NotFoundError',
      message: expect.stringMatching(/App 7 .*import-private-key/),
    });
  });

  it('fails as a server error that names the App and not the key, where KMS refuses', async () => {
    const { appTokens } = arrange({ appId: 7, kmsKeyArn: 'arn:key' }, { kind: 'refused', reason: 'it is disabled' });

    const refusal = await appTokens.mint(7).catch((error: unknown) => error);

    expect(refusal).toMatchObject({ shape: 'ServerSideError', message: expect.stringMatching(/App 7 .*disabled/) });
    expect(String(refusal)).not.toContain('arn:');
  });
});

describe('createGetAppToken', () => {
  it('answers ten seconds less than GitHub gives, and writes one audit line with the hash of the token', async () => {
    const lines: string[] = [];
    const output = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    const { appTokens } = arrange({ appId: 7, kmsKeyArn: 'arn:key' });

    const answer = await createGetAppToken({ appTokens })({ appId: 7 }, call);
    output.mockRestore();

    const expirationTime = new Date('2026-11-01T12:07:50Z');
    expect(answer).toEqual({ appId: 7, appToken: expect.any(String), expirationTime });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({
        caller: call.caller,
        appId: 7,
        expirationTime: expirationTime.toISOString(),
        hashedToken: createHash('sha256').update(answer.appToken).digest('base64'),
      }),
    ]);
    expect(lines.join()).not.toContain(answer.appToken);
  });
});
