import type { HandlerOctokit } from '../handlers/handler-octokit';
import type { HandlerInside, WebhookContext } from '../handlers/webhook-handler';

import type { SecurityEvent, securityEvents } from '../security-findings/read-event';
import type { FoundPolicy } from '../security-findings/read-policy';
import { type AskGitHub, textIn } from '../security-verdicts/ask-github';
import type { Place, Readings } from '../security-verdicts/open-findings';
import { createReach } from '../security-verdicts/required-check';
import { groupAt, type Head, headsOf, openTargets, type Target, targetOfPull } from '../security-verdicts/targets';
import { createJudge, unionOf, type Verdict } from '../security-verdicts/verdict';
import { allOf } from './all-of';
import { configOutput } from './check-config';
import { blockOutput, type checkNames, notesOutput } from './check-outputs';
import type { Telling } from './finding-text';
import type { Write } from './paced';
import { createTellPull } from './pull-comment';
import { createCheckRuns, type WantedBy } from './show-check';
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
  readonly configuration: FoundPolicy;
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
  const { context, inside, ask, place, appId, names, path, configuration, readings, telling, from } = collaborators;
  const { delivery, logger } = context;
  const { remainingMilliseconds, tableName } = inside;
  const judge = createJudge({ ask, place, policy: configuration.policy, readings });
  const checksOn = createCheckRuns(collaborators);
  const reachOf = createReach({ ask, place, check: names.block, appId });
  const tellPull = createTellPull(collaborators);
  const sweeps = createSweepTable({ tableName });

  return async function sweep(said: Happened): Promise<void> {
    if (said.kind !== 'alert' || !isAboutAll(said, context.payload)) {
      const heads = headsOf(await targetsOf(said));
      const asked = said.kind === 'commit' && said.wanted === 'by people' ? 'by people' : 'by an event';
      return allOf(heads.map((head) => () => show(head, { tell: 'all', asked })));
    }
    const last = await sweeps.lastFrom(delivery, remainingMilliseconds);
    // In a storm of alerts one look at everything does for all that arrived before it.
    if (last !== undefined && Date.parse(delivery.received_at) + listingMilliseconds < last.getTime()) {
      return logger.info('all heads were judged since', { from: last.toISOString() });
    }
    // A head that cannot be written to keeps no other from being judged.
    const heads = headsOf(await allTargets());
    const tell = said.finding.source === 'code_scanning' ? 'findings' : 'nothing';
    await allOf(heads.map((head) => () => show(head, { tell, asked: 'by an event' })));
    await sweeps.note(delivery, from, remainingMilliseconds);
  };

  async function allTargets(): Promise<readonly Target[]> {
    const { targets, isWhole } = await openTargets(ask, place);
    if (!isWhole) logger.warn('more pull requests are open than are looked at', { lookedAt: targets.length });
    return targets;
  }

  /** With all that is to be merged of the same commit: they have one check together. */
  async function targetsOf(said: Happened): Promise<readonly Target[]> {
    if (said.kind === 'merge-group') {
      const { sha, ref, base } = said;
      return [{ ...groupAt(ref.replace(/^refs\/heads\//, ''), sha), sha, ref, base }];
    }
    if (said.kind === 'pull-request') {
      const own = await targetOfPull(ask, place, said.number);
      if (!own) return [];
      const others = await allTargets();
      return [own, ...others.filter(({ sha, pull }) => sha === own.sha && pull?.number !== said.number)];
    }
    const open = await allTargets();
    if (said.kind === 'commit') {
      const group = said.branch === undefined ? undefined : groupAt(said.branch, said.sha);
      return [...open.filter(({ sha }) => sha === said.sha), ...[group ?? []].flat()];
    }
    const shas = new Set(open.filter((target) => isAt(target, said.ref)).map(({ sha }) => sha));
    return open.filter(({ sha }) => shas.has(sha));
  }

  async function show({ sha, targets }: Head, { tell, asked }: Showing): Promise<void> {
    const judged: { readonly target: Target; readonly verdict: Verdict }[] = [];
    for (const target of targets) judged.push({ target, verdict: await judge(target) });
    const verdict = unionOf(judged.map((one) => one.verdict));
    const checks = await checksOn(sha, asked);
    const bases = verdict.blocking.length > 0 ? [...new Set(targets.map(({ base }) => base.ref))] : [];
    const reach: string[] = [];
    for (const base of bases) reach.push(await reachOf(base));
    const said = { verdict, telling, reach: reach.filter((one) => one !== '').join('\n\n'), configuration };
    const block = await checks.show(names.block, blockOutput(said));
    const isNoted = verdict.noted.length > 0 || checks.has(names.notes);
    if (isNoted) await checks.show(names.notes, notesOutput(said));
    const pulls = targets.flatMap(({ pull }) => pull?.number ?? []);
    const { length: blocking } = verdict.blocking;
    logger.info('head judged', { sha, pulls, blocking, unknown: verdict.unknown.length, check: block });
    if (tell === 'nothing') return;
    for (const { target, verdict: own } of judged) {
      if (!target.pull) continue;
      const { number } = target.pull;
      const config = tell === 'all' ? await configOutput({ ask, place, path, number, sha }) : undefined;
      if (config) await checks.show(names.config, config);
      await tellPull({ number, sha, findings: own.told });
    }
  }
}

interface Showing {
  /** Findings in the comment; and what of the configuration does not count in its check. */
  readonly tell: 'nothing' | 'findings' | 'all';
  readonly asked: WantedBy;
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
