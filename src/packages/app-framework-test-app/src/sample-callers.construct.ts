import type { CredentialManager, WebhookIngestion } from '@aws/app-framework-for-github-apps-on-aws';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export type SampleCallerName =
  | 'AppTokenCallerRole'
  | 'InstallationTokenCallerRole'
  | 'LimitedCallerRole'
  | 'BudgetCallerRole'
  | 'RefreshCallerRole'
  | 'RecordCallerRole'
  | 'InstallationsCallerRole'
  | 'RevokeTokensCallerRole'
  | 'OperatorRole'
  | 'KeyAdopterRole'
  | 'FollowerRole'
  | 'NoGrantRole';

/**
 * A role for each single grant, two of them with a ceiling, one with all that an operator needs, one that adopts keys, one that
 * reads payloads and results of steps besides, and one with nothing.
 *
 * Whoever may assume roles in this account may take them: they show what a grant allows, and what it does not.
 */
export class SampleCallers extends Construct {
  readonly roles: Readonly<Record<SampleCallerName, Role>>;

  constructor(scope: Construct, id: string, credentials: CredentialManager, webhooks: WebhookIngestion) {
    super(scope, id);
    this.roles = {
      AppTokenCallerRole: this.role('AppTokenCaller'),
      InstallationTokenCallerRole: this.role('InstallationTokenCaller'),
      LimitedCallerRole: this.role('LimitedCaller'),
      BudgetCallerRole: this.role('BudgetCaller'),
      RefreshCallerRole: this.role('RefreshCaller'),
      RecordCallerRole: this.role('RecordCaller'),
      InstallationsCallerRole: this.role('InstallationsCaller'),
      RevokeTokensCallerRole: this.role('RevokeTokensCaller'),
      OperatorRole: this.role('Operator'),
      KeyAdopterRole: this.role('KeyAdopter'),
      FollowerRole: this.role('Follower'),
      NoGrantRole: this.role('NoGrant'),
    };
    credentials.grantGetAppToken(this.roles.AppTokenCallerRole);
    credentials.grantGetInstallationAccessToken(this.roles.InstallationTokenCallerRole);
    credentials.grantGetInstallationAccessToken(this.roles.LimitedCallerRole, {
      repositories: ['website', 'docs'],
      permissions: { contents: 'read', issues: 'write' },
    });
    credentials.grantGetInstallationAccessToken(this.roles.BudgetCallerRole, { tokensPerHour: 2 });
    credentials.grantRefreshCachedData(this.roles.RefreshCallerRole);
    credentials.grantGetInstallationRecord(this.roles.RecordCallerRole);
    credentials.grantGetInstallations(this.roles.InstallationsCallerRole);
    credentials.grantRevokeInstallationTokens(this.roles.RevokeTokensCallerRole);
    credentials.grantOperate(this.roles.OperatorRole);
    webhooks.grantOperate(this.roles.OperatorRole);
    if (webhooks.userTokensTable) webhooks.grantOperateSignIns(this.roles.OperatorRole);
    webhooks.grantRotateWebhookSecret(this.roles.OperatorRole);
    credentials.grantCheckCeilings(this.roles.OperatorRole);
    credentials.grantAdoptKeys(this.roles.KeyAdopterRole);
    credentials.grantOperate(this.roles.FollowerRole);
    webhooks.grantOperate(this.roles.FollowerRole);
    webhooks.grantReadPayloads(this.roles.FollowerRole);
  }

  private role(id: string): Role {
    return new Role(this, id, { assumedBy: new AccountRootPrincipal() });
  }
}
