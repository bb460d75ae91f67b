import { awsJsonCall } from './aws-json-call';
import { outputs } from './deployment';
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

function secretsManager(operation: string, input: object): Promise<unknown> {
  const secret = { SecretId: outputs.WebhookSecretArn, ...input };
  return awsJsonCall({
    service: 'secretsmanager',
    target: `secretsmanager.${operation}`,
    version: '1.1',
    input: secret,
  });
}
