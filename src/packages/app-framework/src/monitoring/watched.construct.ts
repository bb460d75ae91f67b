import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import type { Workflows } from '../workflows/workflows.construct';

/** What is watched of a deployment. */
export interface Watched {
  readonly deployment: string;
  readonly ledgerName: string;
  /** Absent where there is no credential manager. */
  readonly appTableName: string | undefined;
  readonly tables: Readonly<Record<string, ITable>>;
  /** What has to run every five minutes or more often, and what it is for. */
  readonly beating: Readonly<Record<string, Beating>>;
  readonly certificate: ICertificate | undefined;
  readonly people: 'sign in' | 'do not sign in';
  readonly jobs: 'run' | 'do not run';
}

export interface Beating {
  readonly handler: IFunction;
  readonly what: string;
}

export function watchedOf(webhooks: WebhookIngestion, workflows: Workflows | undefined): Watched {
  const { credentials, deployment, endpoint } = webhooks.foundation;
  const { sweep, recovery, balance } = webhooks;
  return {
    deployment,
    ledgerName: webhooks.ledgerTable.tableName,
    appTableName: credentials?.appTable.tableName,
    tables: {
      Ledger: webhooks.ledgerTable,
      ...(credentials && {
        Apps: credentials.appTable,
        Installations: credentials.installationTable,
        Tokens: credentials.tokenTable,
      }),
      ...(webhooks.userTokensTable && { UserTokens: webhooks.userTokensTable }),
      ...(workflows && { Jobs: workflows.jobsTable }),
    },
    beating: {
      ...(sweep && { Sweep: { handler: sweep.handler, what: 'What never arrived is not fetched from GitHub' } }),
      Recovery: { handler: recovery.handler, what: 'What arrived and is not on the bus is not brought there' },
      Balance: { handler: balance.handler, what: 'Nobody looks whether what was published is handled' },
    },
    certificate: endpoint.api.certificate,
    people: webhooks.userTokensTable ? 'sign in' : 'do not sign in',
    jobs: workflows ? 'run' : 'do not run',
  };
}
