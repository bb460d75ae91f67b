import { type Finding, type ListedSource, listedSources } from '../security-findings/finding';
import { readAlert } from '../security-findings/read-alert';
import { type AskGitHub, type Listed, mostListed } from './ask-github';

export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** What is open at one source, or why nobody knows. */
export type Reading =
  | {
      readonly kind: 'read';
      readonly findings: readonly Finding[];
      /** False where there are more than are read. */
      readonly isWhole: boolean;
    }
  /** The repository does not have it: there is nothing to find. */
  | { readonly kind: 'off'; readonly reason: string }
  /** The App may not look: there may be anything. */
  | { readonly kind: 'refused'; readonly reason: string };

export type Readings = Readonly<Record<ListedSource, Reading>>;

/** `hide_secret` keeps secrets at GitHub: what never comes cannot be repeated. */
const lists = {
  code_scanning: { route: 'GET /repos/{owner}/{repo}/code-scanning/alerts', more: {} },
  dependabot: { route: 'GET /repos/{owner}/{repo}/dependabot/alerts', more: {} },
  secret_scanning: { route: 'GET /repos/{owner}/{repo}/secret-scanning/alerts', more: { hide_secret: true } },
} as const;

/** Whether it is the repository that lacks it, in GitHub's words, and not the App that may not look. */
const isSwitchedOff = /\b(no analysis found|disabled|not enabled|must be enabled|not available|archived)\b/i;

/** All that is open on the default branch, as GitHub lists it now: what an event says may be over. */
export async function readOpen({ all }: AskGitHub, place: Place): Promise<Readings> {
  const read = async (source: ListedSource) => {
    const { route, more } = lists[source];
    return readingOf(source, await all(route, { ...place, state: 'open', ...more }));
  };
  const [code_scanning, dependabot, secret_scanning] = [
    await read('code_scanning'),
    await read('dependabot'),
    await read('secret_scanning'),
  ];
  return { code_scanning, dependabot, secret_scanning };
}

/** What code scanning has open at a branch or pull request. */
export async function readOpenAt({ all }: AskGitHub, { place, ref }: { place: Place; ref: string }): Promise<Reading> {
  const { route } = lists.code_scanning;
  return readingOf('code_scanning', await all(route, { ...place, state: 'open', ref }));
}

function readingOf(source: ListedSource, asked: Listed): Reading {
  if (asked.kind === 'refused') {
    const kind = isSwitchedOff.test(asked.message) ? 'off' : 'refused';
    return { kind, reason: `${asked.status}: ${asked.message.slice(0, 200)}` };
  }
  const findings = asked.data.flatMap((alert) => {
    const found = readAlert(source, alert);
    return 'reason' in found ? [] : [{ ...found, isOpen: true }];
  });
  return { kind: 'read', findings, isWhole: asked.isWhole };
}

/** Why not all that is open at a source is known; absent where it is. */
export function gapIn(source: ListedSource, reading: Reading): string | undefined {
  if (reading.kind === 'refused') return `${source} (${reading.reason})`;
  if (reading.kind === 'off' || reading.isWhole) return undefined;
  return `all of ${source} (more than ${mostListed} are open, and no more are read)`;
}

/** Sources that the App may not look at, with GitHub's reason. */
export function refusedIn(readings: Readings): readonly { readonly source: ListedSource; readonly reason: string }[] {
  return listedSources.flatMap((source) => {
    const reading = readings[source];
    return reading.kind === 'refused' ? [{ source, reason: reading.reason }] : [];
  });
}

const singles = {
  code_scanning: 'GET /repos/{owner}/{repo}/code-scanning/alerts/{alert_number}',
  dependabot: 'GET /repos/{owner}/{repo}/dependabot/alerts/{alert_number}',
  secret_scanning: 'GET /repos/{owner}/{repo}/secret-scanning/alerts/{alert_number}',
} as const;

/** One alert as it is now; absent where GitHub does not show it. */
export async function readNow({ ask }: AskGitHub, place: Place, finding: Finding): Promise<Finding | undefined> {
  const { source, id } = finding;
  if (source === 'security_advisory') return finding;
  const asked = await ask(singles[source], { ...place, alert_number: Number(id), ...lists[source].more });
  const found = asked.kind === 'answered' ? readAlert(source, asked.data) : undefined;
  return found && 'id' in found ? found : undefined;
}
