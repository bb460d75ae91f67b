import type { App } from '../apps/apps';
import type { Repository } from '../repositories/repositories';
import type { CheckRunBody } from '../server/schemas';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';
import { makeNodeId } from '../world/node-ids';

export const checkStatuses = ['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending'] as const;
export const checkConclusions = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
] as const satisfies readonly CheckRunBody['conclusion'][];

export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: number;
}

/** A button of a check run. */
export interface CheckAction {
  readonly label: string;
  readonly description: string;
  /** What the App is told that is pressed. */
  readonly identifier: string;
}

/** What an App may say of its check run. */
export interface CheckState {
  name: string;
  status: (typeof checkStatuses)[number];
  conclusion: (typeof checkConclusions)[number] | null;
  externalId: string;
  detailsUrl: string | undefined;
  startedAt: number;
  completedAt: number | undefined;
  output: CheckOutput;
  actions: readonly CheckAction[];
}

export interface CheckRun extends CheckState {
  readonly id: number;
  readonly nodeId: string;
  readonly suiteId: number;
  readonly repository: Repository;
  readonly app: App;
  readonly headSha: string;
  readonly createdAt: number;
  updatedAt: number;
}

export type NewCheckRun = Pick<CheckRun, 'repository' | 'app' | 'headSha'> & CheckState;

export type Checks = ReturnType<typeof createChecks>;

/** Check runs. Those of an App on one commit share a suite. */
export function createChecks({ clock }: { clock: Clock }) {
  const ids = createIdSequence(40_000_000_001);
  const suiteIds = createIdSequence(30_000_000_001);
  const runs = new Map<number, CheckRun>();
  const suites = new Map<string, number>();

  function suiteOf({ app, repository, headSha }: NewCheckRun): number {
    const key = `${app.id}/${repository.id}/${headSha}`;
    const id = suites.get(key) ?? suiteIds.take();
    suites.set(key, id);
    return id;
  }

  return {
    create(asked: NewCheckRun): CheckRun {
      const id = ids.take();
      const now = clock.milliseconds();
      const suiteId = suiteOf(asked);
      const run = { ...asked, id, nodeId: makeNodeId('CR', id), suiteId, createdAt: now, updatedAt: now };
      runs.set(id, run);
      return run;
    },
    change(run: CheckRun, change: Partial<CheckState>): void {
      Object.assign(run, change, { updatedAt: clock.milliseconds() });
    },
    find: (id: number): CheckRun | undefined => runs.get(id),
    /** All that an App has on one commit, the oldest first. */
    inSuite: (suiteId: number): readonly CheckRun[] => [...runs.values()].filter((run) => run.suiteId === suiteId),
    /** The newest first. */
    onCommit: (repository: Repository, sha: string): readonly CheckRun[] =>
      [...runs.values()].filter((run) => run.repository === repository && run.headSha === sha).reverse(),
  };
}
