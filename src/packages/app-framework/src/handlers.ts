export type { HandlerOctokit } from './handlers/handler-octokit';
export type { Once } from './handlers/once';
export type { HandlerLogger, WebhookFunction } from './handlers/serve-events';
export {
  type WebhookContext,
  type WebhookName,
  type WebhookPayload,
  webhookHandler,
} from './handlers/webhook-handler';
