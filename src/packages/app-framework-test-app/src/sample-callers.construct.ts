import type { CredentialManager } from '@aws/app-framework-for-github-apps-on-aws';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export type SampleCallerName =
  | 'AppTokenCallerRole'
  | 'InstallationTokenCallerRole'
  | 'RefreshCallerRole'
  | 'RecordCallerRole'
  | 'InstallationsCallerRole'
  | 'OperatorRole'
  | 'NoGrantRole';

/**
 * A role for each single grant, one with all that an operator needs, and one with nothing.
 *
 * Whoever may assume roles in this account may take them: they show what a grant allows, and what it does not.
 */
export class SampleCallers extends Construct {
  readonly roles: Readonly<Record<SampleCallerName, Role>>;

  constructor(scope: Construct, id: string, credentials: CredentialManager) {
    super(scope, id);
    this.roles = {
      AppTokenCallerRole: this.role('AppTokenCaller'),
      InstallationTokenCallerRole: this.role('InstallationTokenCaller'),
      RefreshCallerRole: this.role('RefreshCaller'),
      RecordCallerRole: this.role('RecordCaller'),
      InstallationsCallerRole: this.role('InstallationsCaller'),
      OperatorRole: this.role('Operator'),
      NoGrantRole: this.role('NoGrant'),
    };
    credentials.grantGetAppToken(this.roles.AppTokenCallerRole);
    credentials.grantGetInstallationAccessToken(this.roles.InstallationTokenCallerRole);
    credentials.grantRefreshCachedData(this.roles.RefreshCallerRole);
    credentials.grantGetInstallationRecord(this.roles.RecordCallerRole);
    credentials.grantGetInstallations(this.roles.InstallationsCallerRole);
    credentials.grantOperate(this.roles.OperatorRole);
  }

  private role(id: string): Role {
    return new Role(this, id, { assumedBy: new AccountRootPrincipal() });
  }
}
