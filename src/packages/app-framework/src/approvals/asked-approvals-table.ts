import { createTableCall, isUnmetCondition } from '../aws/table-call';
import { textOf } from '../aws/table-item';
import type { AskedApproval } from '../jobs/job';
import { waitText } from '../jobs/job-row';
import { type Timed, unlessRefused, type Written } from '../jobs/jobs-table';
import { field, parsedJson, textsIn } from '../lambda/parsed-json';
import { type Permission, permissions } from '../rights/rights';

/** What a step of a job asked people for, and what they decided. */
export interface KeptApproval extends AskedApproval {
  readonly permission: Permission;
  /** What the execution is resumed with: never told to anybody. */
  readonly token: string;
  readonly decision?: Decision;
  /** Whether its execution was told, or goes on without it. */
  readonly isSent: boolean;
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
    /** Keeps what is asked for, in the place of what the same step asked before, and answers it; asked again with this token, what was asked then. */
    async ask(
      job: string,
      { asked, token }: { readonly asked: AskedApproval; readonly token: string },
      remainingMilliseconds: Timed,
    ): Promise<AskedApproval> {
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
      const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
      const input = { Item, ConditionExpression, ExpressionAttributeValues, ReturnValuesOnConditionCheckFailure };
      try {
        await call({ operation: 'PutItem', input, remainingMilliseconds });
        return asked;
      } catch (error) {
        if (isUnmetCondition(error)) return keptIn(field(error.answer, 'Item'));
        throw error;
      }
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
    decide: (
      job: string,
      { decision, ...asked }: KeptApproval & { readonly decision: Decision },
      remainingMilliseconds: Timed,
    ): Written => {
      const values = { ':as': { S: decision.as }, ':by': { S: decision.by } };
      const set = 'Decided = :as, DecidedBy = :by';
      const condition = ' AND attribute_not_exists(Decided)';
      return update(job, asked, { set, condition, values, remainingMilliseconds });
    },

    /** Notes that its execution was told what somebody decided, or is gone; refused where the step has asked anew. */
    sent: (job: string, asked: KeptApproval, remainingMilliseconds: Timed): Written =>
      update(job, asked, { set: 'SentAt = :at', values: { ':at': { S: now().toISOString() } }, remainingMilliseconds }),
  };

  /** Changes what is asked for with this token, and nothing that the step asked for since. */
  function update(job: string, { name, token }: Pick<KeptApproval, 'name' | 'token'>, change: ApprovalChange): Written {
    const { set, condition = '', values, remainingMilliseconds } = change;
    const input = {
      Key: { JobId: { S: job }, ApprovalName: { S: name } },
      UpdateExpression: `SET ${set}`,
      ConditionExpression: `TaskToken = :token${condition}`,
      ExpressionAttributeValues: { ...values, ':token': { S: token } },
    };
    return unlessRefused(call({ operation: 'UpdateItem', input, remainingMilliseconds }));
  }
}

interface ApprovalChange {
  readonly set: string;
  readonly condition?: string;
  readonly values: object;
  readonly remainingMilliseconds: Timed;
}

export interface AskedCollaborators {
  readonly tableName: string;
  readonly now?: () => Date;
}

function keptIn(item: unknown): KeptApproval {
  const asked = parsedJson(textOf(item, 'Asked') ?? '');
  const [name, token] = [textOf(item, 'ApprovalName'), textOf(item, 'TaskToken')];
  const [by, until, askedAt, needed] = textsIn(asked, ['by', 'until', 'askedAt', 'permission']);
  const permission = permissions.find((one) => one === needed);
  if (name === undefined || token === undefined || permission === undefined || until === undefined)
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
    isSent: textOf(item, 'SentAt') !== undefined,
    ...(askedAt !== undefined && { askedAt }),
    ...(decided && { decision: decided }),
  };
}
