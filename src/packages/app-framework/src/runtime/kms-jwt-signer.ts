import { randomUUID } from 'node:crypto';
import type { KMSClient } from '@aws-sdk/client-kms';
import { sealAppJwt, unsignedAppJwt } from '../github/app-jwt';
import { createInFlight } from '../lambda/in-flight';
import { awsSettings, createAwsCaller } from './aws-clients';
import { type CreateJwt, withJwt } from './remote-jwt';

/** A private key in KMS: RSA, for signing. */
export interface KmsKey {
  /** Id, ARN or alias of the key. The caller needs `kms:Sign` on it. */
  readonly keyId: string;
  /** App that the key is of; the one that Octokit was given when absent. */
  readonly appId?: number | string;
  /** A client of one's own; when absent, one with the region of the key's ARN or of the AWS environment, and the credentials of that. */
  readonly kms?: KMSClient;
  /** The time; the machine's when absent. */
  readonly now?: () => Date;
}

type KmsCaller = ReturnType<typeof createAwsCaller<KMSClient>>;

interface Jwt {
  readonly jwt: string;
  readonly expiresAt: string;
}

/** A token is signed anew when it would live shorter than this. */
const reserveMilliseconds = 180_000;

/**
 * An Octokit class for octokit's `App` and for Probot whose App tokens are signed in KMS, without any deployment. Give it as their
 * `Octokit`; what they are given as `privateKey` is never used.
 *
 * @example
 * const app = new App({ appId, privateKey: 'in KMS', Octokit: withKmsJwt(Octokit, { keyId: 'alias/my-github-app' }) });
 */
export function withKmsJwt<OctokitClass extends object>(Octokit: OctokitClass, key: KmsKey): OctokitClass {
  return withJwt(Octokit, createKmsJwt(key));
}

/** App tokens signed in KMS, as `createJwt` for @octokit/auth-app: one signature in about 5 minutes. */
export function createKmsJwt(key: KmsKey): CreateJwt {
  const { keyId, now = () => new Date() } = key;
  const signed = new Map<string, Jwt>();
  const share = createInFlight<Jwt>();
  const { kms } = key;
  let own: KmsCaller | undefined;

  async function sign(appId: string | number, skewSeconds: number): Promise<Jwt> {
    const time = new Date(now().getTime() + skewSeconds * 1000);
    const unsigned = unsignedAppJwt({ appId, now: time, jwtId: randomUUID() });
    // Loaded late: those who use another door of this file load no SDK.
    const { KMSClient, SignCommand } = await import('@aws-sdk/client-kms');
    const command = new SignCommand({
      KeyId: keyId,
      Message: Buffer.from(unsigned.signingInput),
      MessageType: 'RAW',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    });
    own ??= createAwsCaller(() => {
      const { httpsAgent, ...settings } = awsSettings(keyId);
      return new KMSClient({ ...settings, requestHandler: { httpsAgent } });
    });
    const { Signature } = await (kms ? kms.send(command) : own((client) => client.send(command)));
    if (!Signature) throw new Error(`KMS answered without a signature of ${keyId}.`);
    return { jwt: sealAppJwt(unsigned, Signature), expiresAt: unsigned.expiresAt.toISOString() };
  }

  return async (given, timeDifference = 0) => {
    const appId = key.appId ?? given;
    const name = JSON.stringify([String(appId), timeDifference]);
    const known = signed.get(name);
    const time = now().getTime() + timeDifference * 1000;
    if (known && Date.parse(known.expiresAt) - time >= reserveMilliseconds) return known;
    return share(name, async () => {
      const jwt = await sign(appId, timeDifference);
      // One App and one clock at a time, give or take: the rest is not worth keeping.
      if (signed.size >= 100) signed.clear();
      signed.set(name, jwt);
      return jwt;
    });
  };
}
