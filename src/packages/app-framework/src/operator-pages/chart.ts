import { html, raw } from 'hono/html';
import { type Markup, table } from './layout';

/** Values over time. */
export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface Point {
  readonly at: Date;
  readonly value: number;
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  /** At most three: each has a line of its own kind. */
  readonly series: readonly Series[];
  readonly since: Date;
  readonly until: Date;
}

const width = 640;
const height = 200;
const left = 56;
const bottom = 24;
const top = 12;
const kinds = ['one', 'two', 'three'] as const;
const dashes = ['solid', 'dashed', 'dotted'] as const;

/** A drawing, and the same as a table. */
export function chartOf(chart: Chart): Markup {
  const { title, unit, series } = chart;
  const all = series.flatMap(({ points }) => points.map(({ value }) => value));
  if (all.length === 0) return html`<h2>${title}</h2><p>CloudWatch has no such figures of this time.</p>`;
  const legend = series.map(
    ({ name, points }, index) => `${name} (${dashes[index] ?? 'solid'}): ${summaryOf(points, unit)}`,
  );
  return html`<h2>${title}</h2><figure class="card">${drawing(chart, Math.max(...all, 1))}<figcaption><ul>${legend.map((line) => html`<li>${line}</li>`)}</ul></figcaption></figure>
<details><summary>${title} as a table</summary>${tableOf(chart)}</details>`;
}

function summaryOf(points: readonly Point[], unit: string): string {
  const values = points.map(({ value }) => value);
  const last = points.at(-1);
  if (!last) return 'nothing';
  return `least ${rounded(Math.min(...values))}, most ${rounded(Math.max(...values))}, last ${rounded(last.value)} ${unit}`;
}

function drawing({ title, unit, series, since, until }: Chart, most: number): Markup {
  const x = (at: Date) => {
    const share = (at.getTime() - since.getTime()) / (until.getTime() - since.getTime());
    return (left + Math.min(1, Math.max(0, share)) * (width - left - 8)).toFixed(1);
  };
  const y = (value: number) => (height - bottom - (value / most) * (height - bottom - top)).toFixed(1);
  const lines = series.map(({ points }, index) => {
    const [first] = points;
    if (first && points.length === 1) {
      // A line of one point is none to be seen.
      return html`<path class="${kinds[index] ?? 'one'}" d="M${x(first.at)} ${y(first.value)}h4"/>`;
    }
    return html`<polyline class="${kinds[index] ?? 'one'}" points="${points.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')}"/>`;
  });
  const label = `${title}, in ${unit}: ${series.map(({ name, points }) => `${name} ${summaryOf(points, unit)}`).join('; ')}`;
  const clock = (at: Date) => at.toISOString().slice(5, 16).replace('T', ' ');
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}"><line class="axis" x1="${left}" y1="${top}" x2="${left}" y2="${height - bottom}"/><line class="axis" x1="${left}" y1="${height - bottom}" x2="${width}" y2="${height - bottom}"/><text x="${left - 6}" y="${top + 8}" text-anchor="end">${rounded(most)}</text><text x="${left - 6}" y="${height - bottom}" text-anchor="end">0</text><text x="${left}" y="${height - 6}">${clock(since)}</text><text x="${width - 4}" y="${height - 6}" text-anchor="end">${clock(until)}</text>${raw(lines.map(String).join(''))}</svg>`;
}

function tableOf({ title, unit, series }: Chart): Markup {
  const times = [...new Set(series.flatMap(({ points }) => points.map(({ at }) => at.toISOString())))].sort().reverse();
  const valueAt = ({ points }: Series, time: string) => points.find(({ at }) => at.toISOString() === time)?.value;
  const rows = times.map((time) => [
    time.slice(0, 16).replace('T', ' '),
    ...series.map((one) => {
      const value = valueAt(one, time);
      return value === undefined ? '' : rounded(value);
    }),
  ]);
  return table({ caption: `${title}, ${unit}`, heads: ['Time (UTC)', ...series.map(({ name }) => name)], rows });
}

function rounded(value: number): string {
  return String(Math.round(value * 10) / 10);
}
