import { createHmac } from 'node:crypto';
import type { DeliveryRecord } from '@aws/app-framework-for-github-apps-on-aws/operator';

export interface DeliveryToForward {
  readonly record: Pick<DeliveryRecord, 'appId' | 'deliveryId' | 'event'>;
  readonly body: Uint8Array;
  /** What GitHub sent it with, by names in lower case; absent where GitHub lists it no more. */
  readonly sentWith: Readonly<Record<string, string>> | undefined;
  readonly secret: string;
}

/** Of another connection, or of another secret. */
const ofTheOther = /^(host|connection|content-length|transfer-encoding|x-hub-signature(-256)?)$/;

/** The headers of a delivery as GitHub sends them, signed with a development secret over the bytes that follow. */
export function forwardedHeaders({ record, body, sentWith, secret }: DeliveryToForward): Record<string, string> {
  const { appId, deliveryId, event } = record;
  const made = {
    'user-agent': 'GitHub-Hookshot/followed',
    accept: '*/*',
    'content-type': 'application/json',
    'x-github-hook-installation-target-type': 'integration',
    'x-github-hook-installation-target-id': String(appId),
  };
  const kept = Object.entries(sentWith ?? {}).filter(([name]) => !ofTheOther.test(name));
  const signature = (algorithm: 'sha1' | 'sha256') =>
    `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
  return {
    ...made,
    ...Object.fromEntries(kept),
    // What is kept is the JSON, in whichever form it came.
    'content-type': 'application/json',
    'x-github-event': event,
    'x-github-delivery': deliveryId,
    'x-hub-signature': signature('sha1'),
    'x-hub-signature-256': signature('sha256'),
  };
}
