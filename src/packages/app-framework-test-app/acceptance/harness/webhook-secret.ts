import { awsJsonCall } from './aws-json-call';
import { inNewProcesses } from './changed-function';
import { outputs } from './deployment';
import { textAt } from './json';
import { recordSecret } from './record';
import { webhookFunctionOf } from './webhook-functions';

/** What is stored as webhook secret of the deployment, or of another. */
export async function storedWebhookSecret(SecretId = outputs.WebhookSecretArn): Promise<string> {
  const stored = textAt(await secretsManager('GetSecretValue', { SecretId }), 'SecretString');
  recordSecret(stored);
  return stored;
}

/** From now on the receiver knows this secret only: a process that read another a moment ago would refuse what GitHub sends once. */
export async function storeWebhookSecret(text: string): Promise<void> {
  await secretsManager('PutSecretValue', { SecretString: text });
  await inNewProcesses(await webhookFunctionOf('receiver'));
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
