import type { Repetition, RepetitionOutcome } from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields } from '../command-line/table';

export interface Repeated {
  readonly tried: readonly Repetition[];
  /** Said where nothing was tried. */
  readonly none?: string;
  /** What leaves undone what was asked for, besides failures. */
  readonly undone?: RepetitionOutcome;
}

const words: Record<RepetitionOutcome, string> = {
  sent: 'sent again',
  done: 'done already',
  working: 'a handler is at it just now',
  'not routed': 'not for that handler',
  'held back': 'held back: its account is not allowed',
  'no handler': 'the deployment has no such handler',
  'no delivery': 'the ledger has no such delivery',
  'no payload': 'its payload is not kept any more',
  failed: 'failed',
};
const fine: readonly RepetitionOutcome[] = ['sent', 'done', 'working', 'not routed', 'held back'];

/** What became of each, in numbers, and of those that are left by name. */
export function repetitionReport({ tried, none = '', undone }: Repeated): CommandResult {
  const counts = new Map<RepetitionOutcome, number>();
  for (const { outcome } of tried) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const left = tried.filter(({ outcome }) => outcome === undone || !fine.includes(outcome));
  const lines = left.map(({ key, handler = '', outcome, reason }) =>
    formatFields({ [key.split('#').at(-1) ?? key]: [handler, words[outcome], reason ?? ''].join(' ').trim() }),
  );
  const summary = [...counts].map(([outcome, count]) => `${count} ${words[outcome]}`).join(', ');
  return {
    exitCode: left.length > 0 ? exitCodes.partlyDone : exitCodes.ok,
    json: { repetitions: tried },
    text: tried.length === 0 ? none : [`${summary}.`, ...lines].join('\n'),
  };
}
