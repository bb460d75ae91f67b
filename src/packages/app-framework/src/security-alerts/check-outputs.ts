import { createHash } from 'node:crypto';
import { cutBytes } from '../lambda/cut-text';
import { many } from '../lambda/many';
import { type Finding, nameOf } from '../security-findings/finding';
import type { FoundPolicy } from '../security-findings/read-policy';
import type { Verdict } from '../security-verdicts/verdict';
import { findingLines, type Telling } from './finding-text';

/** What a check run comes to say. */
export interface CheckOutput {
  readonly conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  readonly title: string;
  readonly summary: string;
  /** At most 50, for GitHub takes no more at once. */
  readonly annotations?: readonly Annotation[];
}

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'failure' | 'warning' | 'notice';
  readonly message: string;
}

/** Names of our check runs: none stands for another. */
export function checkNames(bot: string) {
  return { block: `${bot}/security`, notes: `${bot}/security-notes`, config: `${bot}/security-config` };
}

export const mostAnnotations = 50;
const mostNotes = 10;
/** GitHub takes 65,535 bytes. */
const longestSummaryBytes = 60_000;

export interface Judged {
  readonly verdict: Verdict;
  readonly telling: Telling;
  /** Whether a merge waits for it, in words. */
  readonly reach?: string;
  readonly configuration: Pick<FoundPolicy, 'notes' | 'isKnown'>;
}

/**
 * Success is earned where all was looked at and nothing is open that blocks. Where something could not be looked at nothing is said to be well:
 * `action_required` lets no merge through that waits for it.
 */
export function blockOutput({ verdict, telling, reach, configuration }: Judged): CheckOutput {
  const { blocking, unknown, remarks } = verdict;
  const failed = blocking.length > 0;
  const isOpen = unknown.length > 0 || !configuration.isKnown;
  const conclusion = failed ? 'failure' : isOpen ? 'action_required' : 'success';
  const count = `${many(blocking.length, 'open finding blocks', 'open findings block')} this`;
  const title = failed ? count : isOpen ? 'Not all could be looked at' : 'Nothing open that blocks';
  const advice =
    'Give the App the permissions that it lacks, or have the configuration block nothing of these sources.';
  const parts = [
    failed ? `${findingLines(blocking, telling)}\n\nIt goes on when all of these are fixed or dismissed.` : '',
    unknown.length > 0 ? `GitHub did not let the App look at ${unknown.join(', ')}. ${advice}` : '',
    ...remarks,
    reach ?? '',
    configNotes(configuration.notes),
  ];
  return { conclusion, title, summary: joined(parts) || 'Nothing that is open here blocks a merge.' };
}

/** Never required and never a failure: what only has to be known. */
export function notesOutput({ verdict: { noted, remarks }, telling }: Judged): CheckOutput {
  const title = noted.length === 0 ? 'Nothing to note' : `${noted.length} to note`;
  const annotations = telling === 'number' ? [] : noted.flatMap(annotationOf).slice(0, mostAnnotations);
  return {
    conclusion: noted.length === 0 ? 'success' : 'neutral',
    title,
    summary: joined([findingLines(noted, telling), ...remarks]) || 'No finding is open that is to be noted.',
    ...(annotations.length > 0 && { annotations }),
  };
}

/** Tells outputs apart: kept with the check run, so that what it says already is not said again. */
export function digestOf({ conclusion, title, summary, annotations = [] }: CheckOutput): string {
  return createHash('sha256')
    .update(JSON.stringify([conclusion, title, summary, annotations]))
    .digest('hex')
    .slice(0, 32);
}

function annotationOf(finding: Finding): Annotation[] {
  const { place, title } = finding;
  if (!place) return [];
  const { path, line } = place;
  const message = `${nameOf(finding)}, ${finding.severity}: ${title}`;
  return [{ path, start_line: line, end_line: line, annotation_level: 'warning', message }];
}

function configNotes(notes: readonly string[]): string {
  const left = notes.length - mostNotes;
  const shown = notes.slice(0, mostNotes).map((note) => note.replaceAll('`', ''));
  return [...shown, ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}

function joined(parts: readonly string[]): string {
  return cutBytes(parts.filter((part) => part !== '').join('\n\n'), longestSummaryBytes);
}
