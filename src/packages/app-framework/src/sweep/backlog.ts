import type { RateLimit } from '../github/rate-limit';
import { mostAnHour, patienceMilliseconds } from './fetch-missing';
import type { SweptApp } from './listed-deliveries';
import type { SweepTable } from './sweep-table';

export interface BacklogFigures {
  /** Listed by GitHub, and neither here nor on the way here. */
  missing: number;
  /** Of these, so many that GitHub forgets before their turn comes. */
  atRisk: number;
}

const hour = 3_600_000;

/** What is still missing after a run, and whether it can be brought before GitHub forgets it. */
export function createMeasureBacklog({
  table,
  now,
}: {
  readonly table: Pick<SweepTable, 'missing'>;
  readonly now: () => Date;
}) {
  return async function measure(
    { app, limit, remainingMilliseconds }: BacklogToMeasure,
    figures: BacklogFigures,
  ): Promise<void> {
    const at = now().getTime();
    // Half of the limit is left to others.
    const anHour = Math.max(1, Math.min(mostAnHour, limit === undefined ? mostAnHour : limit.limit / 2));
    let turn = 0;
    for await (const { deliveredAt } of table.missing(
      app,
      new Date(at - patienceMilliseconds),
      remainingMilliseconds,
    )) {
      turn += 1;
      const forgotten = deliveredAt.getTime() + keptDays(app) * 24 * hour;
      if (at + (turn / anHour) * hour > forgotten) figures.atRisk += 1;
    }
    figures.missing += turn;
  };
}

export interface BacklogToMeasure {
  readonly app: SweptApp;
  readonly limit: RateLimit | undefined;
  readonly remainingMilliseconds: () => number;
}

/** https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/viewing-webhook-deliveries, and the same page of Enterprise Server. */
function keptDays({ host }: SweptApp): number {
  return host === 'api.github.com' || host.endsWith('.ghe.com') ? 3 : 7;
}
