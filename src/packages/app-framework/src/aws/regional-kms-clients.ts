import { KMSClient } from '@aws-sdk/client-kms';

/** Answers the client for a key. */
export type KmsOfKey = (key: string) => Promise<KMSClient>;

/**
 * The KMS client for a key: where the key is named by its ARN, one for the region in it, since KMS knows a key in its own region only; for ids
 * and aliases the client that was given. All share its credentials and connections.
 */
export function createKmsOfKey(client: KMSClient): KmsOfKey {
  const clients = new Map<string, KMSClient>();

  return async (key) => {
    const region = /^arn:[^:]+:kms:([^:]+):/.exec(key)?.[1];
    // A region that is nowhere set is no matter where the key says it.
    if (region === undefined || region === (await client.config.region().catch(() => undefined))) return client;
    const known = clients.get(region) ?? inRegion(client, region);
    clients.set(region, known);
    return known;
  };
}

function inRegion({ config }: KMSClient, region: string): KMSClient {
  const { credentials, requestHandler, maxAttempts, endpoint } = config;
  return new KMSClient({ region, credentials, requestHandler, maxAttempts, ...(endpoint && { endpoint }) });
}
