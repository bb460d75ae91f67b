export type { AsUserOptions } from './as-user/as-user';
export { SignInNeeded } from './as-user/sign-in-needed';
export { type ForbiddenReason, UserForbidden } from './as-user/user-forbidden';
export { foreignText, inlineCode, type WholeText } from './command-text/foreign-text';
export {
  type Argument,
  type Arguments,
  oneOf,
  onOff,
  optional,
  type Reading,
  rest,
  type ValuesOf,
  wholeNumber,
  word,
} from './commands/arguments';
export type { CommandContext, CommandDeclaration, RunCommand } from './commands/command';
export { type Commands, type CommandsSettings, createCommands } from './commands/create-commands';
export { type Start, startWorkflows } from './commands/start-commands';
export { InvalidConfig } from './event-context/do-not-retry';
export type { EventArguments, ReadConfig, RepositoryConfig } from './event-context/given';
export {
  type RepositoryConfigSettings,
  repositoryConfig,
  type StandardSchema,
} from './event-context/repository-config';
export type { HandlerOctokit } from './handlers/handler-octokit';
export type { Once } from './handlers/once';
export type { HandlerLogger, WebhookFunction } from './handlers/serve-events';
export {
  type AsUser,
  type WebhookContext,
  type WebhookName,
  type WebhookPayload,
  webhookHandler,
} from './handlers/webhook-handler';
export { NotTold } from './repository-context/ask';
export type { ChangedFile } from './repository-context/changed-file';
export type { CommitContext } from './repository-context/commit';
export type { EventRepository } from './repository-context/event-repository';
export type { ListedTree, RepositoryFile } from './repository-context/file';
export type { Listed } from './repository-context/pages';
export type {
  PullRequestComment,
  PullRequestContext,
  PullRequestDetails,
  PullRequestDiff,
} from './repository-context/pull-request';
export type { RepositoryDetails } from './repository-context/repository-context';
export type { Permission } from './rights/rights';
export type { Notification as SecurityNotification } from './security-alerts/notification-topic';
export { type SecurityAlertsSettings, securityAlerts } from './security-alerts/security-alerts';
export type { Action, Severity, Source } from './security-findings/finding';
export type { PartOfPolicy as SecurityPolicy } from './security-findings/policy';
