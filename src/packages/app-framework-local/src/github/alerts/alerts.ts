import type { Repository } from '../repositories/repositories';
import type { Clock } from '../world/clock';

export const alertSources = ['code_scanning', 'dependabot', 'secret_scanning'] as const;
export type AlertSource = (typeof alertSources)[number];
export type AlertState = 'open' | 'fixed' | 'dismissed' | 'resolved';

export interface NewAlert {
  readonly repository: Repository;
  readonly source: AlertSource;
  /** `high` when absent; a secret has none. */
  readonly severity?: 'critical' | 'high' | 'medium' | 'low';
  /** What it is: rule, advisory or kind of secret. */
  readonly title: string;
  /** Where code scanning found it: the default branch when absent. */
  readonly ref?: string;
  /** File of the code, or manifest. */
  readonly path?: string;
  readonly line?: number;
  /** Of the dependency. */
  readonly package?: string;
  /** What was committed. */
  readonly secret?: string;
}

export interface Alert extends NewAlert {
  readonly number: number;
  readonly createdAt: number;
  /** What it is at each ref; of others than code scanning there is the default branch only. */
  readonly states: Map<string, AlertState>;
}

export type Alerts = ReturnType<typeof createAlerts>;

/** Alerts of repositories, each source counting for itself, and where code scanning has looked. */
export function createAlerts({ clock }: { clock: Clock }) {
  const alerts = new Map<string, Alert[]>();
  const analysed = new Map<Repository, Map<string, string>>();
  const of = (repository: Repository, source: AlertSource) => alerts.get(`${repository.id} ${source}`) ?? [];
  const commitsOf = (repository: Repository) => analysed.get(repository) ?? new Map<string, string>();

  return {
    create(asked: NewAlert): Alert {
      const { repository, source } = asked;
      const others = of(repository, source);
      const ref = asked.ref ?? defaultRef(repository);
      const states = new Map<string, AlertState>([[ref, 'open']]);
      const alert = { ...asked, number: others.length + 1, createdAt: clock.milliseconds(), states };
      alerts.set(`${repository.id} ${source}`, [...others, alert]);
      return alert;
    },
    find: (repository: Repository, source: AlertSource, number: number): Alert | undefined =>
      of(repository, source).find((alert) => alert.number === number),
    /** The newest first. */
    at: (repository: Repository, source: AlertSource, ref = defaultRef(repository)): readonly Alert[] =>
      of(repository, source)
        .filter(({ states }) => states.has(ref))
        .reverse(),
    noteAnalysis(repository: Repository, ref: string, sha: string): void {
      analysed.set(repository, commitsOf(repository).set(ref, sha));
    },
    /** The commit that was looked at last for a ref. */
    analysedAt: (repository: Repository, ref: string): string | undefined => commitsOf(repository).get(ref),
  };
}

export function defaultRef({ defaultBranch }: Repository): string {
  return `refs/heads/${defaultBranch}`;
}
