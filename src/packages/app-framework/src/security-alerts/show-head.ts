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
import type { createHeadClaims } from './head-claim-table';
import type { Write } from './paced';
import { createTellPull } from './pull-comment';
import { createCheckRuns, type WantedBy } from './show-check';

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

export interface Showing {
  /** Findings in the comment; and what of the configuration does not count in its check. */
  readonly tell: 'nothing' | 'findings' | 'all';
  readonly asked: WantedBy;
}

interface Judged {
  readonly target: Target;
  readonly verdict: Verdict;
}

/** Has the checks of a head, and the comments of its pull requests, say what is open for it. */
export function createShowHead(collaborators: ShowCollaborators) {
  const { logger, ask, alone, place, appId, names, path, configuration, readings, telling } = collaborators;
  const judge = createJudge({ ask, place, policy: configuration.policy, readings });
  const checksOn = createCheckRuns(collaborators);
  const reachOf = createReach({ ask, place, check: names.block, appId });
  const tellPull = createTellPull(collaborators);

  return async function show(head: Head, { tell, asked }: Showing): Promise<void> {
    const { sha, targets } = head;
    const became = await alone(sha, async () => {
      const judged: Judged[] = [];
      for (const target of targets) judged.push({ target, verdict: await judge(target) });
      await showChecks(head, { judged, asked });
      if (tell === 'nothing') return;
      for (const { target, verdict } of judged) {
        if (!target.pull) continue;
        const { number } = target.pull;
        if (tell === 'all') await showConfig(sha, number);
        await tellPull({ number, sha, findings: verdict.told });
      }
    });
    if (became === 'judged since') logger.info('head judged since', { sha });
  };

  async function showChecks({ sha, targets }: Head, { judged, asked }: Pick<Showing, 'asked'> & { judged: Judged[] }) {
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
  }

  async function showConfig(sha: string, number: number): Promise<void> {
    const config = await configOutput({ ask, place, path, number, sha });
    if (config) await (await checksOn(sha, 'by an event')).show(names.config, config);
  }
}
