import type { BeginJob } from '../jobs/begin-job';
import { type JobToMake, jobOf, type SaidCommand } from '../jobs/job';
import { type Candidate, candidates } from '../kept-triggers/candidates';
import type { KeptTriggers } from '../kept-triggers/kept-triggers-table';
import { forEachOfAll } from '../lambda/for-each-of-all';
import { logInfo } from '../lambda/logger';
import type { LostInstallations } from '../lost-installations/lost-installations-table';
import { decide, refusing } from '../triggers/decide';
import type { RecordDecisions } from '../triggers/decisions-table';
import { type Decision, type Filter, lostInstallation } from '../triggers/evaluate-trigger';
import { triggerSubject } from '../triggers/trigger-subject';
import type { GitHubEventDetail } from '../webhooks/github-event';
import type { OfferedWorkflow } from '../workflows/workflow-table';

/** What the code of a bot asks for, which has judged who may say the command. An earlier version of it counts no starts. */
export interface CommandToStart extends Omit<SaidCommand, 'nth' | 'authors'>, Partial<Pick<SaidCommand, 'nth'>> {
  readonly command: string;
  readonly sha: string;
  readonly pullRequest?: number;
  readonly sender: { readonly id: number; readonly login: string };
  readonly delivery: GitHubEventDetail;
}

export interface StartByCommandCollaborators {
  readonly offered: (remainingMilliseconds: () => number) => Promise<readonly OfferedWorkflow[]>;
  readonly kept: Pick<KeptTriggers, 'ofEvent'>;
  readonly lost: Pick<LostInstallations, 'reasonOf'>;
  /** Keeps what was decided with the delivery. */
  readonly record: RecordDecisions;
  readonly begin: BeginJob;
}

export interface StartedByCommand {
  readonly jobs: readonly { readonly workflow: string; readonly job: string }[];
  /** What the command means and did not start: which filter refused it, on what value. */
  readonly refusals: readonly RefusedStart[];
}

interface RefusedStart {
  readonly workflow: string;
  readonly by: Filter;
  readonly value: string;
}

/** Starts the workflows of a command, each as good as once for this command of its comment, for whoever said it. */
export function createStartByCommand({ offered, kept, lost, record, begin }: StartByCommandCollaborators) {
  return async function start(
    { command, given, ordinal, nth = 1, sha, pullRequest, sender, permission, delivery }: CommandToStart,
    remainingMilliseconds: () => number,
  ): Promise<StartedByCommand> {
    const { host, app_id: appId, installation, repository } = delivery;
    if (!installation || !repository) return { jobs: [], refusals: [] };
    const owner = { appId, installationId: installation.id };
    const payload = { command, sha, pullRequest, sender, repository };
    const subject = triggerSubject({ event: 'command', payload, own: false });
    const [workflows, triggers, loss] = await Promise.all([
      offered(remainingMilliseconds),
      kept.ofEvent(owner, 'command', remainingMilliseconds),
      lost.reasonOf({ host, ...owner }, remainingMilliseconds),
    ]);
    const found = candidates(workflows, triggers);
    const all = loss === undefined ? found : found.map((one) => refusing(one, lostInstallation(loss)));
    const decided = await decide(all, subject, async () => ({ kind: 'unknown', reason: 'a command changes no files' }));
    const judged = decided.map(({ one, decisions, isStarted }) => {
      const { name, workflow, trigger } = one;
      const made: JobToMake | undefined = workflow && {
        ...{ workflow, delivery, subject, trigger },
        command: { ordinal, nth, given, permission, authors: authorsOf(one, decisions) },
      };
      const job = made && isStarted ? jobOf(made) : undefined;
      const about = { workflow: name, ...(trigger && { trigger: trigger.id }) };
      const refusals = refusalsOf(one, { decisions, command });
      return { job, refusals, told: { ...about, decisions, ...(job && { job: job.jobId }) } };
    });
    const said = { command, ordinal, nth };
    await record(delivery, { said, workflows: judged.map(({ told }) => told), leftOut: 0 }, remainingMilliseconds);
    const jobs: { workflow: string; job: string }[] = [];
    const refusals = judged.flatMap((one) => one.refusals);
    // One that fails holds up no other, and is tried again with the whole command.
    await forEachOfAll(judged, async ({ job, told }) => {
      if (!job) return;
      const begun = await begin(job, remainingMilliseconds);
      if (begun.kind === 'lost') refusals.push({ workflow: told.workflow, by: 'installation', value: begun.reason });
      else jobs.push({ workflow: told.workflow, job: job.jobId });
    });
    logInfo('workflows started by a command', { command, deliveryId: delivery.delivery_id, ordinal, jobs });
    return { jobs, refusals };
  };
}

function declaredOf({ workflow, trigger }: Candidate<OfferedWorkflow>) {
  return trigger ? [trigger.trigger] : (workflow?.on ?? []);
}

/** Whom the triggers name that match; absent where one of them takes the command of anybody. */
function authorsOf(one: Candidate<OfferedWorkflow>, decisions: readonly Decision[]): readonly string[] | undefined {
  const matching = declaredOf(one).filter((_, index) => decisions[index]?.kind === 'matched');
  const named = matching.flatMap((trigger) => (trigger?.authors ? [trigger.authors] : []));
  return named.length === matching.length ? named.flat() : undefined;
}

/** Why its triggers that mean the command did not match. */
function refusalsOf(
  one: Candidate<OfferedWorkflow>,
  { decisions, command }: { readonly decisions: readonly Decision[]; readonly command: string },
): RefusedStart[] {
  const declared = declaredOf(one);
  return decisions.flatMap((decision, index) => {
    const of = declared[index];
    const isMeant = of?.event === 'command' && (of.commands?.includes(command) ?? true);
    if (!isMeant || decision.kind !== 'refused') return [];
    return [{ workflow: one.name, by: decision.by, value: decision.value }];
  });
}
