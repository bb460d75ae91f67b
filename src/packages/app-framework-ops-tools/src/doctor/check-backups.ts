import type { Check, Look, WebhookDeployment } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { SignedCalls } from '../deployments/signed-call';
import { lookAtEach, mayAsk } from './may-ask';

export interface BackupCollaborators {
  readonly calls: SignedCalls;
  /** Table that has the Apps. */
  readonly appTable: string;
  /** Tables of the deployment with this ledger, besides those that the ledger tells of. */
  readonly tablesWith: (ledger: string) => Promise<readonly string[]>;
}

/** The tables of which nothing comes back by itself can be restored to any second of the last weeks. */
export function checkBackups({ calls, appTable, tablesWith }: BackupCollaborators): Check<WebhookDeployment> {
  async function isRestorable(table: string): Promise<boolean> {
    const target = 'DynamoDB_20120810.DescribeContinuousBackups';
    const asking = calls.json({ service: 'dynamodb', target, input: { TableName: table } });
    const answer = await mayAsk('dynamodb:DescribeContinuousBackups', asking, 'the construct that made the table');
    const { PointInTimeRecoveryDescription: found } = Object(Object(answer).ContinuousBackupsDescription);
    return Object(found).PointInTimeRecoveryStatus === 'ENABLED';
  }

  return {
    name: 'backups',
    about: 'tables have point-in-time recovery',
    async look({ records, operations: { people } }): Promise<Look> {
      const { tableName: ledger } = records;
      const known = [appTable, ledger, ...(people ? [people.userTokensTable] : [])];
      return lookAtEach([...known, ...(await tablesWith(ledger))], async (table) => {
        if (await isRestorable(table)) return [];
        const what = `The table ${table} has no point-in-time recovery: what is deleted in it by mistake is lost.`;
        const options = `--table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
        return [{ what, todo: `Switch it on: aws dynamodb update-continuous-backups ${options}` }];
      });
    },
  };
}
