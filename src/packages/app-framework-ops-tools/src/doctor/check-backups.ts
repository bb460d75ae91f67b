import type { Check, Finding, Look, WebhookDeployment } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { SignedCalls } from '../deployments/signed-call';
import { mayAsk } from './may-ask';

export interface BackupCollaborators {
  readonly calls: SignedCalls;
  /** Table that has the Apps. */
  readonly appTable: string;
}

/** The tables of which nothing comes back by itself can be restored to any second of the last weeks. */
export function checkBackups({ calls, appTable }: BackupCollaborators): Check<WebhookDeployment> {
  return {
    name: 'backups',
    about: 'tables have point-in-time recovery',
    async look({ records, operations: { people } }): Promise<Look> {
      const tables = [appTable, records.tableName, ...(people ? [people.userTokensTable] : [])];
      const findings: Finding[] = [];
      for (const table of tables) {
        const input = { TableName: table };
        const target = 'DynamoDB_20120810.DescribeContinuousBackups';
        const asking = calls.json({ service: 'dynamodb', target, input });
        const answer = await mayAsk('dynamodb:DescribeContinuousBackups', asking);
        const { PointInTimeRecoveryDescription: found } = Object(Object(answer).ContinuousBackupsDescription);
        if (Object(found).PointInTimeRecoveryStatus === 'ENABLED') continue;
        const what = `The table ${table} has no point-in-time recovery: what is deleted in it by mistake is lost.`;
        const options = `--table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
        findings.push({ what, todo: `Switch it on: aws dynamodb update-continuous-backups ${options}` });
      }
      return { findings };
    },
  };
}
