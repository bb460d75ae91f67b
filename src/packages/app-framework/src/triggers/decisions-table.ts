import { createTableCall } from '../aws/table-call';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { retentionSeconds } from '../webhooks/ledger-keys';
import { type EventDecisions, textOfDecisions, type WorkflowDecisions } from './event-decisions';

type Timed = () => number;

export type RecordDecisions = ReturnType<typeof createDecisionRecords>;

/** Keeps with a delivery what triggers said of it, as long as the delivery is kept; of each command in it apart. */
export function createDecisionRecords({ tableName }: { readonly tableName: string }) {
  const write = createWrite(tableName);

  /** Decided once more, it is written once more. @throws AwsCallError */
  return function record(
    { delivery_key, replay_id, received_at }: GitHubEventDetail,
    decisions: EventDecisions,
    remainingMilliseconds: Timed,
  ): Promise<void> {
    const { said } = decisions;
    const parts = ['triggers', replay_id ?? '', said ? `${said.ordinal} ${said.command} ${said.nth}` : ''];
    const key = { Delivery: { S: delivery_key }, Part: { S: parts.join('#').replace(/#+$/, '') } };
    return write({ key, decisions, since: received_at }, remainingMilliseconds);
  };
}

/** What came of the time of a schedule somewhere: in a repository, or as far as it got. */
export interface ScheduledDecision {
  /** The time that had come, ISO 8601. */
  readonly at: string;
  readonly schedule: string;
  readonly appId?: number | undefined;
  readonly installationId?: number | undefined;
  readonly repository?: { readonly id: number; readonly fullName: string } | undefined;
  readonly told: WorkflowDecisions;
}

export type RecordScheduled = ReturnType<typeof createScheduledRecords>;

/** Where the ledger has what came of a time. */
export function scheduledAt(at: string): string {
  return `schedule#${at}`;
}

/** Keeps what came of the times of schedules, as long as deliveries are kept. */
export function createScheduledRecords({ tableName }: { readonly tableName: string }) {
  const write = createWrite(tableName);

  /** Decided once more, it is written once more. @throws AwsCallError */
  return function record(decided: ScheduledDecision, remainingMilliseconds: Timed): Promise<void> {
    const { at, schedule, appId, installationId, repository, told } = decided;
    const parts = [appId, installationId, repository?.id, schedule].map((part) => part ?? '');
    const key = { Delivery: { S: scheduledAt(at) }, Part: { S: parts.join('#') } };
    const more = {
      ...(appId !== undefined && { AppId: { N: String(appId) } }),
      ...(installationId !== undefined && { InstallationId: { N: String(installationId) } }),
      ...(repository && { Repository: { S: repository.fullName } }),
    };
    return write({ key, more, decisions: { workflows: [told], leftOut: 0 }, since: at }, remainingMilliseconds);
  };
}

interface Kept {
  readonly key: object;
  readonly more?: Readonly<Record<string, object>>;
  readonly decisions: EventDecisions;
  /** When it happened, ISO 8601. */
  readonly since: string;
}

function createWrite(tableName: string) {
  const call = createTableCall(tableName);
  return async function write({ key, more = {}, decisions, since }: Kept, remainingMilliseconds: Timed) {
    const attributes: Readonly<Record<string, object>> = {
      ...more,
      Decisions: { S: textOfDecisions(decisions) },
      ExpiresAt: { N: String(Math.floor(Date.parse(since) / 1_000) + retentionSeconds) },
    };
    const names = Object.keys(attributes);
    const input = {
      Key: key,
      UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
    };
    await call({ operation: 'UpdateItem', input, remainingMilliseconds });
  };
}
