import { field } from '../lambda/parsed-json';
import { type Finding, type ListedSource, listedSources } from '../security-findings/finding';
import { readAlert } from '../security-findings/read-alert';
import { type Asked, type AskGitHub, listIn } from './ask-github';

export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** What is open at one source, or why nobody knows. */
export type Reading =
  | { readonly kind: 'read'; readonly findings: readonly Finding[] }
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

/** True where code scanning has looked at this ref at all: what nobody looked at is not clean. */
export async function isAnalysed({ ask }: AskGitHub, { place, ref }: { place: Place; ref: string }): Promise<boolean> {
  const asked = await ask('GET /repos/{owner}/{repo}/code-scanning/analyses', { ...place, ref, per_page: 1 });
  return asked.kind === 'answered' && listIn(asked.data).length > 0;
}

/** Manifest, package and advisory of the vulnerable dependencies that are gone with a change. */
export async function removedDependencies(
  { ask }: AskGitHub,
  { place, basehead }: { readonly place: Place; readonly basehead: string },
): Promise<ReadonlySet<string>> {
  const asked = await ask('GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}', { ...place, basehead });
  const changes = asked.kind === 'answered' ? listIn(asked.data) : [];
  const of = (type: string) => changes.filter((change) => field(change, 'change_type') === type).flatMap(keysOf);
  const added = new Set(of('added'));
  return new Set(of('removed').filter((key) => !added.has(key)));
}

/** Under what `removedDependencies` knows a finding. */
export function dependencyKey({ dependency }: Finding): string | undefined {
  return dependency && [dependency.manifest, dependency.name, dependency.advisory].join('\n');
}

function keysOf(change: unknown): string[] {
  const [manifest, name] = [field(change, 'manifest'), field(change, 'name')];
  return listIn(field(change, 'vulnerabilities')).map((one) =>
    [manifest, name, field(one, 'advisory_ghsa_id')].map(String).join('\n'),
  );
}

function readingOf(source: ListedSource, asked: Asked): Reading {
  if (asked.kind === 'refused') {
    const kind = isSwitchedOff.test(asked.message) ? 'off' : 'refused';
    return { kind, reason: `${asked.status}: ${asked.message.slice(0, 200)}` };
  }
  const findings = listIn(asked.data).flatMap((alert) => {
    const found = readAlert(source, alert);
    return 'reason' in found ? [] : [{ ...found, isOpen: true }];
  });
  return { kind: 'read', findings };
}

/** Sources that the App may not look at, with GitHub's reason. */
export function refusedIn(readings: Readings): readonly { readonly source: ListedSource; readonly reason: string }[] {
  return listedSources.flatMap((source) => {
    const reading = readings[source];
    return reading.kind === 'refused' ? [{ source, reason: reading.reason }] : [];
  });
}
