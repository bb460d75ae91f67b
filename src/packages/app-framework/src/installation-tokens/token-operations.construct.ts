import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OperationFunction } from '../api/operation-function.construct';
import { grantAppLookup, grantSign } from '../app-tokens/app-tokens.construct';
import type { CallersWithoutCeiling, CeilingGrants } from '../ceilings/ceiling-grants.construct';
import type { GitHubOperationProps } from '../installations/installation-operations.construct';
import type { BundledFunction } from '../lambda/bundled-function.construct';
import type { GetInstallationTokenEnvironment } from './get-installation-token.lambda';
import type { TokenSharing } from './token-cache-key';
import type { TokenTable } from './token-table.construct';

export interface TokenOperationProps extends GitHubOperationProps {
  readonly tokenTable: TokenTable;
}

export interface InstallationTokenFunctionProps extends TokenOperationProps {
  readonly tokenSharing: TokenSharing;
  /** Where the ceilings of callers are kept. */
  readonly ceilings: CeilingGrants;
  readonly callersWithoutCeiling: CallersWithoutCeiling;
}

/** `GetInstallationToken`: finds the installation, here or at GitHub, and hands out a live token of it, or exchanges an App token for one. */
export class InstallationTokenFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: InstallationTokenFunctionProps) {
    super(scope, id, {
      ...codeOfTokens(props),
      operation: 'GetInstallationToken',
      description: 'GetInstallationToken: a token for one installation of a GitHub App, scoped as asked',
      timeout: Duration.seconds(60),
    });
    grantFinding(this.handler, props);
    props.tokenTable.grantUse(this.handler, {
      table: ['GetItem', 'PutItem', 'UpdateItem'],
      dataKeys: 'make and unwrap',
      unrecorded: 'note',
    });
    props.ceilings.grantRead(this.handler);
  }
}

/** `RevokeInstallationTokens`: has live tokens revoke themselves, and suspends installations. */
export class RevokeTokensFunction extends OperationFunction {
  constructor(scope: Construct, id: string, props: InstallationTokenFunctionProps) {
    super(scope, id, {
      ...codeOfTokens(props),
      operation: 'RevokeInstallationTokens',
      exportName: 'revoke',
      description: 'RevokeInstallationTokens: ends the live tokens of a GitHub App or of one installation',
      timeout: Duration.minutes(5),
    });
    // Suspending is asked of GitHub as the App, too.
    grantFinding(this.handler, props);
    props.tokenTable.grantUse(this.handler, {
      table: ['GetItem', 'UpdateItem', 'DeleteItem'],
      indexes: ['AppInstallation', 'App'],
      dataKeys: 'unwrap',
      unrecorded: 'read',
    });
  }
}

/** Both functions have the same code, and the same environment for that. */
function codeOfTokens(props: InstallationTokenFunctionProps) {
  const { appTable, installationTable, tokenTable, settings } = props;
  return {
    handlerName: 'get-installation-token',
    appTableName: appTable.tableName,
    environment: {
      APP_TABLE_NAME: appTable.tableName,
      INSTALLATION_TABLE_NAME: installationTable.tableName,
      GITHUB_API_URL: props.gitHubApiUrl,
      TOKEN_SHARING: props.tokenSharing,
      CEILING_PATH: props.ceilings.path,
      CALLERS_WITHOUT_CEILING: props.callersWithoutCeiling,
      ...props.ceilings.variables,
      UNRECORDED_TOKENS_PARAMETER: tokenTable.unrecordedTokensParameter,
      ...tokenTable.variables,
    } satisfies GetInstallationTokenEnvironment,
    memorySize: 512,
    settings,
  };
}

/** Lets `handler` find installations: in the table, and where they have no row, at GitHub as the App. */
function grantFinding(handler: BundledFunction, { appTable, installationTable }: TokenOperationProps): void {
  grantAppLookup(handler, appTable);
  grantSign(handler, appTable);
  installationTable.grantUse(handler, {
    table: ['GetItem', 'UpdateItem', 'DeleteItem', 'Query'],
    indexes: ['InstallationID', 'Login'],
  });
}
