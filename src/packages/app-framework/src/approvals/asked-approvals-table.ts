import { createTableCall } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import type { AskedApproval } from '../jobs/job';
import { waitText } from '../jobs/job-row';
import { type Timed, unlessRefused, type Written } from '../jobs/jobs-table';
import { field, parsedJson } from '../lambda/parsed-json';
import { type Permission, permissions } from '../rights/rights';

/** What a step of a job asked people for, and what they decided. */
export interface KeptApproval extends AskedApproval {
  readonly permission: Permission;
  /** What the execution is resumed with: never told to anybody. */
  readonly token: string;
  readonly decision?: Decision;
}

export interface Decision {
  readonly as: 'approved' | 'rejected';
  /** Login. */
  readonly by: string;
}

export type AskedApprovals = ReturnType<typeof createAskedApprovals>;

/** They are kept for some weeks after they were asked for. */
const retentionSeconds = 30 * 24 * 60 * 60;

/** What steps ask people for, with the tokens that their executions are resumed with. All throw AwsCallError. */
export function createAskedApprovals({ tableName, now = () => new Date() }: AskedCollaborators) {
  const call = createTableCall(tableName);

  return {
    /** Keeps what is asked for, in the place of what the same step asked before; asked again with this token, it changes nothing. */
    async ask(
      job: string,
      { asked, token }: { readonly asked: AskedApproval; readonly token: string },
      remainingMilliseconds: Timed,
    ) {
      const expires = Math.floor(now().getTime() / 1_000) + retentionSeconds;
      const Item = {
        JobId: { S: job },
        ApprovalName: { S: asked.name },
        TaskToken: { S: token },
        Asked: { S: waitText(asked) },
        ExpiresAt: { N: String(expires) },
      };
      const ExpressionAttributeValues = { ':token': { S: token } };
      const ConditionExpression = 'attribute_not_exists(JobId) OR TaskToken <> :token';
      const input = { Item, ConditionExpression, ExpressionAttributeValues };
      await unlessRefused(call({ operation: 'PutItem', input, remainingMilliseconds }));
    },

    /** All of a job: a definition has a few. */
    async of(job: string, remainingMilliseconds: Timed): Promise<KeptApproval[]> {
      const input = {
        KeyConditionExpression: 'JobId = :job',
        ExpressionAttributeValues: { ':job': { S: job } },
        ConsistentRead: true,
      };
      const items = field(await call({ operation: 'Query', input, remainingMilliseconds }), 'Items');
      return Array.isArray(items) ? items.map(keptIn) : [];
    },

    /** Notes what somebody decided; refused where somebody did before, or the step has asked anew. */
    async decide(
      job: string,
      { name, token, decision }: KeptApproval & { readonly decision: Decision },
      remainingMilliseconds: Timed,
    ): Written {
      const input = {
        Key: { JobId: { S: job }, ApprovalName: { S: name } },
        UpdateExpression: 'SET Decided = :as, DecidedBy = :by',
        ConditionExpression: 'TaskToken = :token AND attribute_not_exists(Decided)',
        ExpressionAttributeValues: {
          ':as': { S: decision.as },
          ':by': { S: decision.by },
          ':token': { S: token },
        },
      };
      return unlessRefused(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
    },
  };
}

export interface AskedCollaborators {
  readonly tableName: string;
  readonly now?: () => Date;
}

function keptIn(item: unknown): KeptApproval {
  const asked = parsedJson(textOf(item, 'Asked') ?? '');
  const [name, token] = [textOf(item, 'ApprovalName'), textOf(item, 'TaskToken')];
  const [by, until] = [field(asked, 'by'), field(asked, 'until')];
  const permission = permissions.find((one) => one === field(asked, 'permission'));
  if (name === undefined || token === undefined || permission === undefined || typeof until !== 'string')
    throw new Error('What a step asked for is in no form that this version knows: run the job again.');
  const [said, decidedBy = 'somebody'] = [textOf(item, 'Decided'), textOf(item, 'DecidedBy')];
  const as = said === 'approved' || said === 'rejected' ? said : undefined;
  const decided: Decision | undefined = as && { as, by: decidedBy };
  return {
    name,
    token,
    permission,
    by: by === 'anybody' ? by : 'others',
    until,
    ...(decided && { decision: decided }),
  };
}
