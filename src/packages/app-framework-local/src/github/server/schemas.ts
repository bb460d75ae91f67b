import type { components, operations } from '@octokit/openapi-types';

type Schemas = components['schemas'];

/** The bodies that the local GitHub answers, as GitHub's own OpenAPI description has them. */
export type SimpleUser = Schemas['simple-user'];
export type EnterpriseBody = Schemas['enterprise'];
export type OrganizationBody = Schemas['organization-simple'];
export type PublicUser = Schemas['public-user'];
export type IssueBody = Schemas['issue'];
export type IssueCommentBody = Schemas['issue-comment'];
export type LabelBody = Schemas['label'];
export type ReactionRollup = Schemas['reaction-rollup'];
export type ReactionBody = Schemas['reaction'];
export type CommitCommentBody = Schemas['commit-comment'];
export type ReviewBody = Schemas['pull-request-review'];
export type ReviewCommentBody = Schemas['pull-request-review-comment'];
export type CollaboratorPermission = Schemas['repository-collaborator-permission'];
export type MembershipBody = Schemas['org-membership'];
export type AuthorizationBody = Schemas['authorization'];
export type AuthorAssociation = Schemas['author-association'];
export type PullBody = Schemas['pull-request'];
export type PullMergeResult = Schemas['pull-request-merge-result'];
export type PullMinimal = Schemas['pull-request-minimal'];
export type DiffEntry = Schemas['diff-entry'];
/** Without its commits. */
export type ComparedFiles = Omit<Schemas['commit-comparison'], 'base_commit' | 'merge_base_commit' | 'commits'>;
export type ActivityBody = Schemas['activity'];
export type CommitBody = Schemas['commit'];
export type BlobBody = Schemas['blob'];
export type TreeBody = Schemas['git-tree'];
export type ContentFile = Schemas['content-file'];
export type ContentDirectory = Schemas['content-directory'];
/** Alerts, as far as anybody here asks. */
export type CodeAlertBody = Partial<Schemas['code-scanning-alert-items']>;
export type DependabotAlertBody = Partial<Schemas['dependabot-alert']>;
export type SecretAlertBody = Partial<Schemas['secret-scanning-alert']>;
export type CheckRunBody = Schemas['check-run'];
export type CheckRunList = operations['checks/list-for-ref']['responses'][200]['content']['application/json'];
export type DeploymentBody = Schemas['deployment'];
export type DeploymentStatusBody = Schemas['deployment-status'];
export type EnvironmentBody = Schemas['environment'];
export type EnvironmentList = operations['repos/get-all-environments']['responses'][200]['content']['application/json'];
export type AppBody = NonNullable<Schemas['integration']>;
export type InstallationBody = Schemas['installation'];
export type InstallationTokenBody = Schemas['installation-token'];
export type AppPermissions = Schemas['app-permissions'];
export type RepositoryBody = Schemas['repository'];
export type RepositoryList =
  operations['apps/list-repos-accessible-to-installation']['responses'][200]['content']['application/json'];
export type WebhookConfig = Schemas['webhook-config'];
export type HookDelivery = Schemas['hook-delivery'];
export type HookDeliveryItem = Schemas['hook-delivery-item'];
export type RateLimit = Schemas['rate-limit'];
export type RateLimitOverview = Schemas['rate-limit-overview'];
export type ErrorBody = Schemas['basic-error'];
export type MetaBody = Schemas['api-overview'];
