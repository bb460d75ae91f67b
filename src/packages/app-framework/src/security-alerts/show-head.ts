import { ComeAgainError } from '../aws/serve-batch';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import type { HandlerLogger } from '../handlers/serve-events';
import type { FoundPolicy } from '../security-findings/read-policy';
import type { AskGitHub } from '../security-verdicts/ask-github';
import type { Place, Readings } from '../security-verdicts/open-findings';
import { createReach } from '../security-verdicts/required-check';
import type { Head, Target } from '../security-verdicts/targets';
import { createJudge, unionOf, type Verdict } from '../security-verdicts/verdict';
import { configOutput } from './check-config';
import { blockOutput, type checkNames, notesOutput } from './check-outputs';
import type { Telling } from './finding-text';
import type { Besides, createHeadClaims } from './head-claim-table';
import type { Write } from './paced';
import { createTellPull } from './pull-comment';
import { createCheckRuns } from './show-check';

export interface ShowCollaborators {
  readonly octokit: HandlerOctokit;
  readonly logger: HandlerLogger;
  readonly ask: AskGitHub;
  readonly write: Write;
  readonly alone: ReturnType<typeof createHeadClaims>;
  readonly place: Place;
  readonly appId: number;
  readonly telling: Telling;
  readonly names: ReturnType<typeof checkNames>;
  /** Path of the configuration. */
  readonly path: string;
  readonly configuration: FoundPolicy;
  readonly readings: Readings;
}

interface Judged {
  readonly target: Target;
  readonly verdict: Verdict;
}

interface Shown {
  readonly judged: readonly Judged[];
  readonly besides: readonly Besides[];
}

/** Has the checks of a head, and the comments of its pull requests, say what is open for it. */
export function createShowHead(collaborators: ShowCollaborators) {
  const { logger, ask, alone, place, appId, names, path, configuration, readings, telling } = collaborators;
  const judge = createJudge({ ask, place, policy: configuration.policy, readings });
  const checksOn = createCheckRuns(collaborators);
  const reachOf = createReach({ ask, place, check: names.block, appId });
  const tellPull = createTellPull(collaborators);

  return async function show(head: Head, wanted: readonly Besides[]): Promise<void> {
    const { sha, targets } = head;
    const pulls = targets.flatMap(({ pull }) => pull ?? []);
    // Nobody is told of a group of a merge queue.
    const besides = wanted.filter((one) => one === 'rerun' || pulls.length > 0);
    const work = async () => {
      const judged: Judged[] = [];
      for (const target of targets) judged.push({ target, verdict: await judge(target) });
      await showChecks(head, { judged, besides });
      for (const { number } of besides.includes('config') ? pulls : []) await showConfig(sha, number);
      if (!besides.includes('comments')) return;
      for (const { target, verdict } of judged) {
        if (target.pull) await tellPull({ number: target.pull.number, sha, findings: verdict.told });
      }
    };
    const became = await alone(sha, { besides, work });
    if (became === 'done') return;
    logger.info('head judged since', { sha });
    // With what is open by then: an older reading tells nothing.
    if (became === 'judged since in part') throw new ComeAgainError(`Who judged ${sha} since did less about it.`, 1);
  };

  async function showChecks({ sha, targets }: Head, { judged, besides }: Shown) {
    const verdict = unionOf(judged.map((one) => one.verdict));
    const checks = await checksOn(sha, besides.includes('rerun') ? 'by people' : 'by an event');
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
  }

  async function showConfig(sha: string, number: number): Promise<void> {
    const config = await configOutput({ ask, place, path, number, sha });
    if (config) await (await checksOn(sha, 'by an event')).show(names.config, config);
  }
}
