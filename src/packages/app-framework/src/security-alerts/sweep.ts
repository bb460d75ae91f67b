import type { HandlerOctokit } from '../handlers/handler-octokit';
import type { HandlerInside, WebhookContext } from '../handlers/webhook-handler';
import type { Policy } from '../security-findings/policy';
import type { SecurityEvent, securityEvents } from '../security-findings/read-event';
import { type AskGitHub, textIn } from '../security-verdicts/ask-github';
import type { Place, Readings } from '../security-verdicts/open-findings';
import { createReach } from '../security-verdicts/required-check';
import { openTargets, type Target, targetOfPull } from '../security-verdicts/targets';
import { createJudge } from '../security-verdicts/verdict';
import { allOf } from './all-of';
import { configOutput } from './check-config';
import { blockOutput, type checkNames, notesOutput } from './check-outputs';
import type { Telling } from './finding-text';
import type { Write } from './paced';
import { createTellPull } from './pull-comment';
import { createCheckRuns } from './show-check';
import { createSweepTable } from './sweep-table';

export interface SweepCollaborators {
  readonly context: WebhookContext<(typeof securityEvents)[number]>;
  readonly inside: HandlerInside;
  readonly octokit: HandlerOctokit;
  readonly ask: AskGitHub;
  readonly write: Write;
  readonly place: Place;
  readonly appId: number;
  readonly telling: Telling;
  readonly names: ReturnType<typeof checkNames>;
  /** Path of the configuration. */
  readonly path: string;
  readonly policy: Policy;
  readonly problems: readonly string[];
  readonly readings: Readings;
  /** When reading them began. */
  readonly from: Date;
}

type Happened = Exclude<SecurityEvent, { kind: 'nothing' }>;
type Alert = Extract<SecurityEvent, { kind: 'alert' }>;

/** GitHub lists an alert when it tells of it, or a moment later. */
const listingMilliseconds = 10_000;

/** Has the checks of all heads that an event is about say what is open for them. */
export function createSweep(collaborators: SweepCollaborators) {
  const { context, inside, ask, place, names, path, policy, problems, readings, telling, from } = collaborators;
  const { delivery, logger } = context;
  const { remainingMilliseconds, tableName } = inside;
  const judge = createJudge({ ask, place, policy, readings });
  const checksOn = createCheckRuns(collaborators);
  const reachOf = createReach({ ask, place, check: names.block });
  const tellPull = createTellPull(collaborators);
  const sweeps = createSweepTable({ tableName });

  return async function sweep(said: Happened): Promise<void> {
    if (said.kind !== 'alert' || !isAboutAll(said, context.payload)) {
      const targets = await targetsOf(said);
      return allOf(targets.map((target) => () => show(target, 'checks and comment')));
    }
    const last = await sweeps.lastFrom(delivery, remainingMilliseconds);
    // In a storm of alerts one look at everything does for all that arrived before it.
    if (last !== undefined && Date.parse(delivery.received_at) + listingMilliseconds < last.getTime()) {
      return logger.info('all heads were judged since', { from: last.toISOString() });
    }
    // A head that cannot be written to keeps no other from being judged.
    const targets = await openTargets(ask, place);
    await allOf(targets.map((target) => () => show(target, 'checks')));
    await sweeps.note(delivery, from, remainingMilliseconds);
  };

  async function targetsOf(said: Happened): Promise<readonly Target[]> {
    if (said.kind === 'merge-group') return [{ sha: said.sha, ref: said.ref, base: said.base }];
    if (said.kind === 'pull-request') return [(await targetOfPull(ask, place, said.number)) ?? []].flat();
    const open = await openTargets(ask, place);
    return open.filter((target) => (said.kind === 'commit' ? target.sha === said.sha : isAt(target, said.ref)));
  }

  async function show(target: Target, what: 'checks' | 'checks and comment'): Promise<void> {
    const { sha, base, pull } = target;
    const [verdict, checks] = [await judge(target), await checksOn(sha)];
    const reach = verdict.blocking.length > 0 ? await reachOf(base.ref) : '';
    const judged = { verdict, telling, reach, problems };
    const block = await checks.show(names.block, blockOutput(judged));
    const isNoted = verdict.noted.length > 0 || checks.has(names.notes);
    if (isNoted) await checks.show(names.notes, notesOutput(judged));
    const { length: blocking } = verdict.blocking;
    logger.info('head judged', { sha, pull: pull?.number, blocking, unknown: verdict.unknown.length, check: block });
    if (!pull || what === 'checks') return;
    const config = await configOutput({ ask, place, path, number: pull.number, sha });
    if (config) await checks.show(names.config, config);
    await tellPull({ number: pull.number, sha, findings: verdict.told });
  }
}

/** What is found on the default branch, or in the repository as a whole, is open for every head. */
function isAboutAll({ finding, ref }: Alert, payload: unknown): boolean {
  if (finding.source !== 'code_scanning' || ref === undefined) return true;
  return ref === `refs/heads/${textIn(payload, 'repository', 'default_branch')}`;
}

function isAt({ ref: own, base, pull }: Target, ref: string | undefined): boolean {
  if (ref === undefined || ref === own || ref === `refs/heads/${base.ref}`) return true;
  if (!pull) return false;
  return ref === `refs/pull/${pull.number}/head` || (!pull.isFromFork && ref === `refs/heads/${pull.headRef}`);
}
