import { outputs } from './deployment';

/** Where webhooks go: the stack's own address, which at a local AWS leads nowhere, or the same API there (docs/local.md). */
export function webhookUrl(): string {
  const local = process.env.AWS_ENDPOINT_URL;
  if (!local) return outputs.WebhookEndpoint;
  const { hostname, pathname } = new URL(outputs.WebhookEndpoint);
  return `${local}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
}
