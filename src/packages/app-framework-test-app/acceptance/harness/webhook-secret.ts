import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { administrator, outputs, region } from './deployment';
import { textAt } from './json';
import { recordSecret } from './record';

/** What is stored as webhook secret of the deployment. */
export async function storedWebhookSecret(): Promise<string> {
  const stored = textAt(await secretsManager('GetSecretValue', {}), 'SecretString');
  recordSecret(stored);
  return stored;
}

export async function storeWebhookSecret(text: string): Promise<void> {
  await secretsManager('PutSecretValue', { SecretString: text });
}

/** Two calls only: no client is worth it. */
async function secretsManager(operation: string, input: object): Promise<unknown> {
  const endpoint = process.env.AWS_ENDPOINT_URL ?? `https://secretsmanager.${region}.amazonaws.com`;
  const { protocol, hostname, host, port } = new URL(endpoint);
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region,
    credentials: administrator.lambda.config.credentials,
    sha256: Sha256,
  });
  const body = JSON.stringify({ SecretId: outputs.WebhookSecretArn, ...input });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    ...(port && { port: Number(port) }),
    path: '/',
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
    },
    body,
  });
  const answer = await fetch(`${endpoint}/`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  throw new Error(`Secrets Manager refused ${operation} with ${answer.status}: ${text}`);
}
