export type { AccountAdmission } from './account-admission/account-admission.construct';
export { type ApprovalOptions, WaitForApproval } from './approvals/wait-for-approval.construct';
export type { NegativeCanaryOptions } from './ceilings/negative-canary.construct';
export type { TokenCeiling } from './ceilings/token-ceiling.construct';
export type { CredentialManagerAlarms } from './credential-manager/alarms.construct';
export { CredentialManager } from './credential-manager/credential-manager.construct';
export type { ConnectOptions } from './credential-manager/function-connection.construct';
export type { CredentialManagerOperation, CredentialManagerProps } from './credential-manager/props.construct';
export { DeployRole, type DeployRoleProps } from './deploy-role/deploy-role.construct';
export type { RateLimitDetail } from './github/rate-limit-line';
export { InstallLinks, type InstallLinksProps, type OidcOptions } from './integrations/install-links.construct';
export type { OfferOptions } from './kept-triggers/offered-workflow';
export { Monitoring, type MonitoringProps } from './monitoring/monitoring.construct';
export type { AlarmThresholds, PlatformAlarms } from './monitoring/platform-alarms.construct';
export type { OperatorsOidc } from './operator-entry/operators-oidc.construct';
export { OperatorPages, type OperatorPagesProps } from './operator-pages/operator-pages.construct';
export type { RateLimitDashboard, RateLimitDashboardProps } from './rate-limits/rate-limit-dashboard.construct';
export { type ScheduleOptions, schedule } from './schedules/schedule';
export { AppSetup, type AppSetupProps } from './setup/app-setup.construct';
export { type RepositoryDispatchOptions, repositoryDispatch } from './triggers/dispatch';
export {
  type CommandOptions,
  type CommonOptions,
  command,
  type FileOptions,
  type MergeGroupOptions,
  mergeGroup,
  type PullRequestOptions,
  type PushOptions,
  pullRequest,
  push,
  type Trigger,
} from './triggers/trigger';
export { type WorkflowRunOptions, workflowRun } from './triggers/workflow-run';
export type { WebhookDomain } from './webhook-endpoint/webhook-domain.construct';
export type { FirewallOptions, WebhookFirewall } from './webhook-firewall/webhook-firewall.construct';
export type { AlarmOptions, WebhookAlarms } from './webhook-ingestion/alarms.construct';
export type { CommandHandlerOptions } from './webhook-ingestion/command-events.construct';
export type {
  HandlerFunction,
  HandlerOptions,
  SignInOptions,
  WebhookApp,
  WebhookIngestionProps,
} from './webhook-ingestion/props.construct';
export type { SecurityAlertsOptions } from './webhook-ingestion/security-events.construct';
export { WebhookIngestion } from './webhook-ingestion/webhook-ingestion.construct';
export type {
  CheckConclusion,
  CreateCheckRunOptions,
  CreateCommentOptions,
  CreateIssueOptions,
  CreatePullRequestOptions,
  CreateReviewOptions,
  DeployOptions,
  DispatchOptions,
  GetFileOptions,
  GetPullRequestOptions,
  LabelsOptions,
  ListFilesOptions,
  MergePullRequestOptions,
  OfInput,
  ReportCheckOptions,
  RequestOptions,
  StepPermissions,
  UpdateCheckRunOptions,
  UpdateCommentOptions,
} from './workflow-steps/step-options';
export type { StepOptions, StepTask } from './workflow-steps/step-task.construct';
export type { WorkflowSteps } from './workflow-steps/workflow-steps.construct';
export { type WorkflowOptions, Workflows, type WorkflowsProps } from './workflows/workflows.construct';
