import type { AskedChart } from './asked-figures';
import type { Chart, Series } from './chart';
import { type Span, spans } from './figures-page';
import { readSeries } from './series-gauge';

/** About fifty values a line. */
const periods: Readonly<Record<Span, number>> = { '3h': 300, '1d': 1_800, '7d': 10_800 };

export interface ChartsCollaborators {
  readonly asked: readonly AskedChart[];
  readonly now: () => Date;
}

export type ReadCharts = ReturnType<typeof createCharts>;

/** The figures of a deployment, of whole periods until now. */
export function createCharts({ asked, now }: ChartsCollaborators) {
  return async function readCharts(span: Span, remainingMilliseconds: () => number): Promise<Chart[]> {
    const periodSeconds = periods[span];
    const period = periodSeconds * 1_000;
    const until = new Date(Math.ceil(now().getTime() / period) * period);
    const since = new Date(until.getTime() - spans[span] * 3_600_000);
    const all = asked.flatMap(({ series }) => series);
    const known = await readSeries(all, { since, until, periodSeconds }, remainingMilliseconds);
    const counted = known.map((one, index) => {
      return all[index]?.statistic === 'Sum' ? withNothings(one, { since, until, period }) : one;
    });
    return asked.map(({ title, unit, series }, place) => {
      const before = asked.slice(0, place).reduce((sum, one) => sum + one.series.length, 0);
      return { title, unit, since, until, series: counted.slice(before, before + series.length) };
    });
  };
}

interface Times {
  readonly since: Date;
  readonly until: Date;
  readonly period: number;
}

/** What is counted was not there where CloudWatch has no value; what was never counted stays unknown. */
function withNothings({ name, points }: Series, { since, until, period }: Times): Series {
  if (points.length === 0) return { name, points };
  const values = new Map(points.map(({ at, value }) => [at.getTime(), value]));
  const count = Math.round((until.getTime() - since.getTime()) / period);
  const times = Array.from({ length: count }, (_, index) => since.getTime() + index * period);
  return { name, points: times.map((time) => ({ at: new Date(time), value: values.get(time) ?? 0 })) };
}
