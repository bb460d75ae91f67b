import { patientCall } from '../aws/patient-call';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { parseWebhookSecrets } from '../webhook-secrets/webhook-secrets';

export interface SetupSecretCollaborators {
  /** Holds the webhook secrets. */
  readonly webhookSecretArn: string;
  /** Holds the client secrets by App. */
  readonly clientSecretArn: string;
}

/** What an App comes with. */
export interface AppSecrets extends NewWebhookSecret {
  readonly clientSecret: string;
}

const mostTries = 3;

/** Keeps what GitHub gave a new App, beside what there is of others. */
export function createSetupSecrets({ webhookSecretArn, clientSecretArn }: SetupSecretCollaborators) {
  /** Secrets Manager writes without a condition: what another setup wrote at the same time is seen by reading again. */
  async function merge(
    secretArn: string,
    change: (text: string) => string,
    remainingMilliseconds: () => number,
  ): Promise<void> {
    const read = createSecretReader({ secretArn });
    for (let tries = 0; tries < mostTries; tries += 1) {
      const before = await read(remainingMilliseconds);
      const text = change(before);
      if (text === before) return;
      const input = { SecretId: secretArn, SecretString: text, ClientRequestToken: crypto.randomUUID() };
      await patientCall({
        service: 'secretsmanager',
        target: 'secretsmanager.PutSecretValue',
        input,
        remainingMilliseconds,
      });
    }
    const last = await read(remainingMilliseconds);
    if (change(last) !== last) throw new Error('Others change the secret at the same time.');
  }

  return {
    async keep({ clientSecret, ...app }: AppSecrets, remaining: () => number): Promise<void> {
      await merge(webhookSecretArn, (text) => withWebhookSecret(text, app), remaining);
      await merge(clientSecretArn, (text) => withMember(text, app.appId, clientSecret), remaining);
    },
  };
}

interface NewWebhookSecret {
  readonly appId: number;
  readonly webhookSecret: string;
  /** Other Apps that are there already: what was one secret for all becomes the one of each of them. */
  readonly others: readonly number[];
}

/** The stored text with the secret of another App, by App: nobody who knows one can speak for another App. */
function withWebhookSecret(text: string, { appId, webhookSecret, others }: NewWebhookSecret): string {
  const { secrets } = parseWebhookSecrets(text);
  if (secrets.every((secret) => secret.appId !== undefined)) return withMember(text, appId, webhookSecret);
  const values = secrets.map(({ value }) => value);
  const forAll = others.map((other) => [other, values]);
  return JSON.stringify({ ...Object.fromEntries(forAll), [appId]: [webhookSecret] });
}

function withMember(text: string, appId: number, value: string): string {
  const stored: unknown = /^\s*\{/.test(text) ? JSON.parse(text) : {};
  const known = Object(stored);
  if ([known[appId]].flat()[0] === value) return text;
  return JSON.stringify({ ...known, [appId]: value });
}
