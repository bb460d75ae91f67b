import {
  type CheckState,
  type Examination,
  type Finding,
  many,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { formatFields, formatTable } from '../command-line/table';

const marks: Readonly<Record<CheckState, string>> = { fine: 'ok', wrong: 'WRONG', unknown: '?', none: '-' };
const head = ['STATE', 'CHECK', 'WHAT IS TO HOLD'];

/** For people: a line a check, then what is wrong and what to do, then what could not be looked at. */
export function doctorReport(examinations: readonly Examination[]): string {
  const all = examinations.flatMap(({ results }) => results);
  const findings = all.flatMap(({ findings = [] }) => findings);
  const unseen = all.flatMap(({ unseen = [] }) => unseen);
  return [...examinations.map(partOf), conclusion(findings.length, unseen.length)].join('\n\n');
}

function partOf({ of, results }: Examination): string {
  const rows = results.map(({ check, about, state, notHere }) => [
    marks[state],
    check,
    state === 'none' ? (notHere ?? about) : about,
  ]);
  const found = results.flatMap(({ check, findings = [] }) => findings.map((finding) => findingText(check, finding)));
  const rest = results.flatMap(({ check, unseen = [], note }) => [
    ...unseen.map((why) => formatFields({ [check]: `could not be looked at: ${why}` })),
    ...(note === undefined ? [] : [formatFields({ [check]: note })]),
  ]);
  return [`${of}\n${formatTable(head, rows)}`, ...found, ...rest].join('\n\n');
}

function findingText(check: string, { what, todo, command, link }: Finding): string {
  // By themselves on a line, whatever its length: they are copied.
  const copied = [command, link].flatMap((one) => (one === undefined ? [] : [`  ${one}`]));
  return [formatFields({ [check]: what, 'to do': todo }), ...copied].join('\n');
}

function conclusion(findings: number, unseen: number): string {
  if (findings > 0) return `${many(findings, 'finding')}. Exit code 6.`;
  return unseen > 0 ? 'Nothing was found, and not all could be looked at. Exit code 1.' : 'All is well.';
}
