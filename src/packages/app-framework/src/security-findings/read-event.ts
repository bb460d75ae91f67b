import { field } from '../lambda/parsed-json';
import type { Finding, Source } from './finding';
import { readAlert } from './read-alert';

/** What an event of GitHub means here. */
export type SecurityEvent =
  | {
      readonly kind: 'alert';
      readonly finding: Finding;
      /** What is said to have become of it. What has, is asked. */
      readonly became: 'open' | 'closed' | 'appeared';
      /** Branch or pull request that it is about, where the event tells. */
      readonly ref?: string;
    }
  | { readonly kind: 'pull-request'; readonly number: number }
  | {
      readonly kind: 'merge-group';
      readonly sha: string;
      readonly base: { readonly sha: string; readonly ref: string };
      readonly ref: string;
    }
  /** Something came to be known of a commit, or somebody wants its checks again. */
  | {
      readonly kind: 'commit';
      readonly sha: string;
      /** Branch that it is the head of, where the event tells. */
      readonly branch?: string;
      readonly wanted: 'by people' | 'by its analysis' | 'by who is left';
      /** Name of the check run that somebody wants again, where it is one. */
      readonly check?: string;
    }
  | { readonly kind: 'nothing'; readonly reason: string };

type Became = 'open' | 'closed' | 'appeared';

const sourceOf: ReadonlyMap<string, Source> = new Map([
  ['code_scanning_alert', 'code_scanning'],
  ['dependabot_alert', 'dependabot'],
  ['secret_scanning_alert', 'secret_scanning'],
  ['security_advisory', 'security_advisory'],
]);

/** By action; what is not here changes nothing: who looks after it, whether a secret still works. */
const actionsBy: Readonly<Record<Became, readonly string[]>> = {
  open: ['created', 'reopened', 'reopened_by_user', 'reintroduced', 'auto_reopened', 'published', 'publicly_leaked'],
  appeared: ['appeared_in_branch'],
  closed: ['fixed', 'closed_by_user', 'dismissed', 'auto_dismissed', 'resolved', 'revoked', 'withdrawn'],
};
const becomings = ['open', 'appeared', 'closed'] as const;

/** Events that a handler of security alerts gets, and the actions of them that mean something. */
export const securityEvents = [
  'code_scanning_alert',
  'dependabot_alert',
  'secret_scanning_alert',
  'security_advisory',
  'pull_request',
  'merge_group',
  'check_run',
  'check_suite',
] as const;
const pullActions = ['opened', 'reopened', 'synchronize', 'edited', 'closed'];
const checkActions = ['checks_requested', 'rerequested', 'completed'];
export const securityActions = [...Object.values(actionsBy).flat(), ...pullActions, ...checkActions];

/** Apps of GitHub that tell of what code scanning found: its checks end when the results of an analysis are there. */
const analysts = ['github-advanced-security', 'github-code-scanning'];

export function readEvent(event: string, payload: unknown): SecurityEvent {
  const said = field(payload, 'action');
  const action = typeof said === 'string' ? said : 'none';
  const source = sourceOf.get(event);
  if (source !== undefined) return alertIn(source, { action, payload });
  if (event === 'pull_request') return pullIn(action, payload);
  if (event === 'merge_group') return groupIn(payload);
  return (
    checkIn(event, { action, payload }) ?? nothing(`${event} with the action ${action} says nothing of security alerts`)
  );
}

interface Acted {
  readonly action: string;
  readonly payload: unknown;
}

function alertIn(source: Source, { action, payload }: Acted): SecurityEvent {
  const became = becomings.find((one) => actionsBy[one].includes(action));
  if (became === undefined) return nothing(`the action ${action} leaves the alert as it is`);
  const found = readAlert(source, field(payload, source === 'security_advisory' ? 'security_advisory' : 'alert'));
  if ('reason' in found) return nothing(found.reason);
  const ref = field(payload, 'ref');
  return { kind: 'alert', finding: found, became, ...(typeof ref === 'string' && ref !== '' && { ref }) };
}

function pullIn(action: string, payload: unknown): SecurityEvent {
  if (!pullActions.includes(action)) return nothing(`the action ${action} leaves head and base as they are`);
  // Title and text are edited, too.
  if (action === 'edited' && field(field(payload, 'changes'), 'base') === undefined) {
    return nothing('the base was not edited');
  }
  const pull = field(payload, 'pull_request');
  const [number, sha] = [field(pull, 'number'), shaIn(field(pull, 'head'), 'sha')];
  // What it demanded of a commit that others want to merge, too, it demands no more.
  if (action === 'closed') {
    return sha === undefined
      ? nothing('the pull request has no head')
      : { kind: 'commit', sha, wanted: 'by who is left' };
  }
  return typeof number === 'number' ? { kind: 'pull-request', number } : nothing('the pull request has no number');
}

function checkIn(event: string, { action, payload }: Acted): SecurityEvent | undefined {
  const run = event === 'check_run' ? field(payload, event) : undefined;
  const suite = event === 'check_suite' ? field(payload, event) : field(run, 'check_suite');
  const sha = shaIn(run ?? suite, 'head_sha');
  if (sha === undefined) return undefined;
  const [branch, name] = [field(suite, 'head_branch'), field(run, 'name')];
  const about = { kind: 'commit' as const, sha, ...(typeof branch === 'string' && { branch }) };
  if (action === 'rerequested') {
    return { ...about, wanted: 'by people', ...(typeof name === 'string' && { check: name }) };
  }
  const isAnalysed = event === 'check_suite' && action === 'completed' && isAnalyst(field(suite, 'app'));
  return isAnalysed ? { ...about, wanted: 'by its analysis' } : undefined;
}

function isAnalyst(app: unknown): boolean {
  const slug = field(app, 'slug');
  return analysts.some((one) => one === slug);
}

function groupIn(payload: unknown): SecurityEvent {
  const group = field(payload, 'merge_group');
  const [sha, base] = [shaIn(group, 'head_sha'), shaIn(group, 'base_sha')];
  const [ref, baseRef] = [field(group, 'head_ref'), field(group, 'base_ref')];
  if (sha === undefined || base === undefined || typeof ref !== 'string' || typeof baseRef !== 'string') {
    return nothing('the merge group has no head or no base');
  }
  return { kind: 'merge-group', sha, base: { sha: base, ref: baseRef.replace(/^refs\/heads\//, '') }, ref };
}

function shaIn(holder: unknown, name: string): string | undefined {
  const sha = field(holder, name);
  return typeof sha === 'string' && /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(sha) ? sha : undefined;
}

function nothing(reason: string): SecurityEvent {
  return { kind: 'nothing', reason };
}
