import { outputs } from './deployment';

/** Where webhooks of a deployment go: the stack's own address, which at a local AWS leads nowhere, or the same API there (docs/local.md). */
export function webhookUrl(endpoint = outputs.WebhookEndpoint): string {
  const local = process.env.AWS_ENDPOINT_URL;
  if (!local) return endpoint;
  const { hostname, pathname } = new URL(endpoint);
  return `${local}/_aws/execute-api/${hostname.split('.')[0]}${pathname}`;
}
