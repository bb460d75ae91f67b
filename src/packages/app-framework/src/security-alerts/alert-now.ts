import type { Finding } from '../security-findings/finding';
import type { SecurityEvent } from '../security-findings/read-event';
import { type AskGitHub, textIn } from '../security-verdicts/ask-github';
import { type Place, type Reading, type Readings, readNow, readOpenAt } from '../security-verdicts/open-findings';

export type AlertEvent = Extract<SecurityEvent, { kind: 'alert' }>;

/** What is found on the default branch, or in the repository as a whole, is open for every head. What people do to an alert of code is said of no ref. */
export function scopeOf(
  { finding, ref }: AlertEvent,
  payload: unknown,
): 'some heads' | 'all heads' | 'all heads and comments' {
  if (finding.source !== 'code_scanning') return 'all heads';
  if (ref === undefined) return 'all heads and comments';
  return ref === `refs/heads/${textIn(payload, 'repository', 'default_branch')}` ? 'all heads' : 'some heads';
}

interface Listing {
  readonly ask: AskGitHub;
  readonly place: Place;
  readonly readings: Readings;
}

/** The finding as GitHub lists it now, on the default branch or where the event says that it is. */
export async function nowOf({ finding, ref }: AlertEvent, { ask, place, readings }: Listing): Promise<Finding> {
  if (finding.source === 'security_advisory') return finding;
  const onDefault = readings[finding.source];
  if (onDefault.kind === 'refused') return finding;
  const listed = listedIn(onDefault, finding);
  if (listed) return listed;
  if (onDefault.kind === 'read' && !onDefault.isWhole) return (await readNow(ask, place, finding)) ?? finding;
  if (finding.source !== 'code_scanning' || ref === undefined) return { ...finding, isOpen: false };
  const there = await readOpenAt(ask, { place, ref });
  if (there.kind === 'refused') return finding;
  return listedIn(there, finding) ?? { ...finding, isOpen: false };
}

function listedIn(reading: Reading, { id }: Finding): Finding | undefined {
  return reading.kind === 'read' ? reading.findings.find((one) => one.id === id) : undefined;
}

/** Only what is where everybody begins gets an issue: what a pull request brings is told there. */
export function isOnDefault({ finding, ref }: AlertEvent, readings: Readings): boolean {
  if (finding.source === 'security_advisory') return false;
  const reading = readings[finding.source];
  if (reading.kind !== 'read') return reading.kind === 'refused';
  if (!reading.isWhole && (finding.source !== 'code_scanning' || ref?.startsWith('refs/pull/') !== true)) return true;
  return reading.findings.some(({ id }) => id === finding.id);
}
