// A figure, as every file here answers it, printed and written down.
import { cpus, loadavg } from 'node:os';

/**
 * @typedef {object} Figure
 * @property {string} title what was measured
 * @property {string} method how, in a paragraph
 * @property {string[]} columns
 * @property {(string | number)[][]} rows
 * @property {string[][]} summary what is to be seen at a glance: the figure, what it must be, what it is
 * @property {string[]} faults what is not as it must be, a sentence each; empty where all is
 */

/** @param {Figure} figure */
export function printFigure({ title, columns, rows, faults }) {
  const lines = [columns, ...rows].map((cells) => cells.map(String));
  const widths = columns.map((_, at) => Math.max(...lines.map((cells) => (cells[at] ?? '').length)));
  console.log(`\n${title}\n`);
  for (const cells of lines) {
    const padded = cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])));
    console.log(`  ${padded.join('  ')}`.trimEnd());
  }
  for (const fault of faults) console.log(`  Not as it must be: ${fault}.`);
}

/** The page that stands in docs/. @param {Figure[]} figures */
export function pageOf(figures, { date, load }) {
  const faults = figures.flatMap((figure) => figure.faults.map((fault) => `- ${figure.title}: ${fault}.`));
  return [
    '# Performance',
    '',
    'Written by `npm run bench`, which measures everything below side by side in one run, and fails when one is not as it must be.',
    'Counts hold anywhere. Times belong to the machine; what is judged of them are ratios within one run. How to read and repeat them:',
    '[bench](../bench/README.md).',
    '',
    `Measured on ${date}: ${machine()}, load average ${load.toFixed(1)} at the start.`,
    '',
    ...(faults.length > 0 ? ['**Missed in this run:**', '', ...faults, ''] : []),
    line(['figure', 'must be', 'is']),
    line(['---', '---', '---']),
    ...figures.flatMap(({ summary }) => summary.map(line)),
    '',
    ...figures.flatMap(sectionOf),
  ].join('\n');
}

function sectionOf({ title, method, columns, rows }) {
  return [
    `## ${title}`,
    '',
    method,
    '',
    line(columns),
    line(columns.map((_, at) => (at === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
  ];
}

function line(cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

export function machine() {
  const [{ model }] = cpus();
  return `Node ${process.version}, ${process.platform}-${process.arch}, ${cpus().length} cores (${model.trim()})`;
}

/** What else the machine does, in processes that want to run. */
export function loadNow() {
  return loadavg()[0];
}

/** 12345.6 as 12,346. */
export function whole(number) {
  return Math.round(number).toLocaleString('en');
}
