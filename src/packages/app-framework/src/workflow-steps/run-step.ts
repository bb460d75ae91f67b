import { createHash } from 'node:crypto';
import { createIsCurrent } from '../jobs/is-current';
import type { KeptJob } from '../jobs/job-row';
import type { ClaimNewest, Jobs } from '../jobs/jobs-table';
import { logInfo } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { type AnswerMemory, createConditionalAsk } from '../repository-context/conditional-ask';
import { createRepositoryContext } from '../repository-context/repository-context';
import type { AppIdentities } from '../webhooks/app-identity-table';
import type { PayloadArchive } from '../webhooks/payload-archive';
import { checkSteps, type ReportCollaborators } from './check-steps';
import { type DeployCollaborators, deploySteps } from './deploy-step';
import { createGivenMembers } from './given-members';
import { issueSteps } from './issue-steps';
import { readSteps } from './read-steps';
import { requestSteps } from './request-steps';
import type { Step, WriteOnce } from './step';
import type { createStepAsk } from './step-ask';
import { parseStepCall, type StepCall } from './step-call';
import { failureFrom, StepFailure } from './step-failure';
import type { StepWrites } from './step-table';

export interface RunStepCollaborators {
  readonly jobs: Pick<Jobs, 'read'>;
  readonly writes: StepWrites;
  readonly claim: ClaimNewest;
  readonly askFor: ReturnType<typeof createStepAsk>;
  readonly archive: Pick<PayloadArchive, 'bucketName' | 'put'>;
  readonly identities: Pick<AppIdentities, 'read'>;
  readonly memory: AnswerMemory;
  /** Absent in functions that deploy nothing. */
  readonly deployments?: DeployCollaborators | undefined;
  /** Absent in functions that report nothing. */
  readonly reports?: ReportCollaborators | undefined;
  readonly now?: () => Date;
}

const steps: Readonly<Record<string, Step>> = {
  ...readSteps,
  ...issueSteps,
  ...checkSteps,
  ...requestSteps,
  ...deploySteps,
};
/** Clocks of GitHub and AWS differ by less. */
const skewMilliseconds = 5 * 60_000;
/** Step Functions takes 256 KiB for all that a state is given: several results must fit beside each other. */
const mostInlineBytes = 32_000;
/** DynamoDB takes 400 KB for a row. */
const mostKeptBytes = 300_000;
/** A call of GitHub that is slow, and keeping a large result, take no longer. */
const leastMilliseconds = 15_000;
/** Of a result that lies in the archive, what is small is told all the same. */
const mostToldCharacters = 500;

/** Does one step of a workflow, and answers what the state machine goes on with. Whatever it throws has a name that a definition can catch. */
export function createRunStep(collaborators: RunStepCollaborators) {
  const {
    jobs,
    writes,
    claim,
    askFor,
    archive,
    identities,
    memory,
    deployments,
    reports,
    now = () => new Date(),
  } = collaborators;
  const isCurrent = createIsCurrent({ jobs });

  return async function runStep(event: unknown, remainingMilliseconds: () => number): Promise<object> {
    const call = parseStepCall(event);
    const step = Object.hasOwn(steps, call.step) ? steps[call.step] : undefined;
    if (!step) throw new StepFailure('StepRefused', `There is no step ${call.step}: deploy the stack again.`);
    const job = await jobs.read(call.jobId, remainingMilliseconds);
    if (!job)
      throw new StepFailure('StepRefused', `There is no job ${call.jobId}: steps are for workflows of Workflows.`);
    // The door to GitHub may wait a minute before it sends what a step writes.
    const beforeWrite = () => requireCurrent(job, call, remainingMilliseconds);
    const asked = { job, call, permissions: step.permissions(call), remainingMilliseconds, beforeWrite };
    const whose = [job.host, job.appId, job.installationId, job.repositoryId, call.as === 'app' ? '' : job.userId];
    try {
      const ask = createConditionalAsk({ ask: askFor(asked), memory, whose: JSON.stringify(whose) });
      const isOver = () => remainingMilliseconds() < leastMilliseconds;
      const result = await step.run({
        call,
        job,
        ask,
        deployments,
        reports,
        remainingMilliseconds,
        isOver,
        given: createGivenMembers(call.step, call.given),
        context: createRepositoryContext(ask, { isOver }),
        claim: async (what) => {
          await beforeWrite();
          await claimed(job, what, remainingMilliseconds);
        },
        once: (write) => onceWritten(write, { job, mark: markOf(job, call), remainingMilliseconds }),
        isOwn: (made) => isOwn(made, job, call, remainingMilliseconds),
      });
      logInfo('step done', { job: job.jobId, workflow: job.workflow, step: call.step, state: call.state });
      return await bounded(result, job, remainingMilliseconds);
    } catch (error) {
      throw failureFrom(error);
    }
  };

  async function requireCurrent(job: KeptJob, call: StepCall, remainingMilliseconds: () => number): Promise<void> {
    const { redrives = job.redrives } = call;
    if (await isCurrent({ jobId: job.jobId, redrives }, remainingMilliseconds)) return;
    throw new StepFailure(
      'JobOver',
      `Job ${job.jobId} has ended, was overtaken or is being stopped: ${call.state} wrote nothing.`,
    );
  }

  async function claimed(job: KeptJob, what: string, remainingMilliseconds: () => number): Promise<void> {
    const key = `step#newest#${job.host}#${job.appId}#${job.repositoryId}#${what}`;
    if ((await claim(key, job, remainingMilliseconds)) === 'claimed') return;
    throw new StepFailure(
      'Overtaken',
      `A newer job has written the ${what}: what job ${job.jobId} has to say is older.`,
    );
  }

  async function onceWritten(write: WriteOnce, { job, mark, remainingMilliseconds }: Begun): Promise<object> {
    const begun = await writes.begin(mark, remainingMilliseconds);
    if (begun.kind === 'done') return { ...Object(begun.result) };
    try {
      const since = begun.kind === 'repeated' ? new Date(begun.since.getTime() - skewMilliseconds) : undefined;
      const found = since && (await write.find(mark, since));
      const made = write.result(found ?? (await write.write(mark)));
      // Kept before anything else may fail, or the next try would write again. What is too large for the row would be refused there.
      const isKeptWhole = Buffer.byteLength(JSON.stringify(made)) <= mostKeptBytes;
      const result = isKeptWhole ? made : await bounded(made, job, remainingMilliseconds);
      await writes.settle(mark, result, remainingMilliseconds);
      return result;
    } catch (error) {
      // Whoever tries next need not wait for this one; where that cannot be told, the lease ends by itself.
      await writes.leave(mark, remainingMilliseconds).catch(() => undefined);
      throw error;
    }
  }

  /** Of the bot of the App, or of the person that the step acts as. What GitHub does not tell the App of must be of an account that is known to be its bot. */
  async function isOwn(
    made: unknown,
    job: KeptJob,
    { as }: StepCall,
    remainingMilliseconds: () => number,
  ): Promise<boolean> {
    const author = field(made, 'user');
    const via = field(field(made, 'performed_via_github_app'), 'id');
    if (via !== undefined && via !== job.appId) return false;
    if (as === 'starter') return field(author, 'id') === job.userId;
    if (field(author, 'type') !== 'Bot') return false;
    if (via !== undefined) return true;
    const { apps } = await identities.read(remainingMilliseconds);
    const own = apps.find(({ host, appId }) => host === job.host && appId === job.appId);
    if (own?.botId === undefined && own?.slug === undefined)
      throw new StepFailure(
        'GitHubUnavailable',
        `Whether the App ${job.appId} wrote it cannot be told: its bot is not known yet.`,
      );
    return field(author, 'id') === own.botId || field(author, 'login') === `${own.slug}[bot]`;
  }

  /** What is too large for a state lies in the archive, under the job, and the state is told where. */
  async function bounded(result: object, { jobId }: KeptJob, remainingMilliseconds: () => number): Promise<object> {
    const body = Buffer.from(JSON.stringify(result));
    if (body.byteLength <= mostInlineBytes) return result;
    const day = now().toISOString().slice(0, 10).replaceAll('-', '/');
    const name = createHash('sha256').update(body).digest('hex').slice(0, 32);
    const key = `steps/${day}/${jobId}/${name}.json`;
    await archive.put(key, body, remainingMilliseconds);
    return { ...smallOf(result), stored: { bucket: archive.bucketName, key, bytes: body.byteLength } };
  }
}

interface Begun {
  readonly job: KeptJob;
  readonly mark: string;
  readonly remainingMilliseconds: () => number;
}

/** Its small members, and those of large ones: that a list is not whole must be told beside it, for a definition to go by. */
function smallOf(whole: object): object {
  const isSmall = (value: unknown) => JSON.stringify(value ?? null).length <= mostToldCharacters;
  const parts = Object.entries(whole).flatMap(([name, value]) => {
    if (isSmall(value)) return [[name, value]];
    if (typeof value !== 'object' || Array.isArray(value)) return [];
    const small = Object.entries(value).filter(([, one]) => isSmall(one));
    return small.length === 0 ? [] : [[name, Object.fromEntries(small)]];
  });
  return Object.fromEntries(parts);
}

/** The same for each try of a state with the same input in one job, and for no other. */
function markOf({ jobId }: KeptJob, { step, state, as, given }: StepCall): string {
  return createHash('sha256')
    .update(JSON.stringify([jobId, state, step, as, given]))
    .digest('hex')
    .slice(0, 32);
}
