import { html } from 'hono/html';
import { type Chart, chartOf } from './chart';
import type { OperatorPage } from './layout';

/** How far back is looked. */
export const spans = { '3h': 3, '1d': 24, '7d': 168 } as const;
export type Span = keyof typeof spans;

export interface FiguresContent {
  readonly charts: readonly Chart[];
  readonly span: Span;
  readonly baseUrl: string;
}

const words: Readonly<Record<Span, string>> = { '3h': '3 hours', '1d': 'one day', '7d': '7 days' };

export function spanIn(text: string | null): Span {
  if (text === '3h' || text === '7d') return text;
  return '1d';
}

/** Throughput, latency and rate limits, drawn, and as tables for who does not see drawings. */
export function figuresPage({ charts, span, baseUrl }: FiguresContent): OperatorPage {
  const others = (['3h', '1d', '7d'] as const).map((one) =>
    one === span
      ? html`<li><strong>${words[one]}</strong></li>`
      : html`<li><a href="${baseUrl}operators/figures?span=${one}">${words[one]}</a></li>`,
  );
  const body = html`<p>How far back:</p><ul>${others}</ul>${charts.map(chartOf)}`;
  return { title: `Figures of ${words[span]}`, here: 'operators/figures', body };
}
