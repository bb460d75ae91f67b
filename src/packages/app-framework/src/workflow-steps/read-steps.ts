import { field, parsedJson } from '../lambda/parsed-json';
import type { AskContext } from '../repository-context/ask';
import { listed, pagesOf } from '../repository-context/pages';
import type { PullRequestDetails } from '../repository-context/pull-request';
import { NoSuchNameError } from '../repository-context/repository-context';
import { readArchivedPayload } from '../webhooks/payload-archive';
import type { Step, StepContext } from './step';
import type { StepCall } from './step-call';
import { StepFailure } from './step-failure';

/** https://docs.github.com/en/rest/pulls/pulls#list-commits-on-a-pull-request */
const mostCommitsOfAPull = 250;
/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const mostCommitsOfAPush = 2_048;
/** A function has 512 MB for them, and for making one text of them. */
const mostBytesOfCommits = 25_000_000;
const parts = ['diff', 'files', 'comments'] as const;

/** Steps that only read. */
export const readSteps: Readonly<Record<string, Step>> = {
  getPullRequest: {
    permissions: () => ({ pull_requests: 'read' }),
    async run({ given, job, context }) {
      const number = given.id('number', job.pullRequest);
      const pull = context.pullRequest(number);
      const isOfJob = number === job.pullRequest;
      const wanted = given.texts('include', parts.length);
      const odd = wanted.find((name) => !parts.some((part) => part === name));
      if (odd !== undefined)
        throw new StepFailure('StepRefused', `getPullRequest includes ${parts.join(', ')}, and no ${odd}.`);
      const wants = (part: string) => wanted.length === 0 || wanted.includes(part);
      // GitHub tells what is there now: before and after, for somebody may push in between.
      const ofCommit = async () => {
        const details = await pull.details();
        if (isOfJob) refuseNewer(details, job.sha);
        return details;
      };
      const details = await ofCommit();
      const repository = await context.repository();
      const read = {
        ...(wants('files') && { files: await pull.files() }),
        ...(wants('diff') && { diff: await pull.diff() }),
        ...(wants('comments') && { comments: await pull.comments() }),
      };
      if (isOfJob && (wants('files') || wants('diff'))) await ofCommit();
      return { ...details, repository, ...read };
    },
  },

  getCommits: {
    permissions: () => ({ contents: 'read', pull_requests: 'read' }),
    async run(step) {
      const { items, isTruncated } = await shasOf(step);
      const commits: object[] = [];
      let bytes = 0;
      // The newest first: those that there is no time or no room for are the oldest.
      for (const sha of items.toReversed()) {
        if (commits.length > 0 && (step.isOver() || bytes > mostBytesOfCommits)) break;
        const commit = await step.context.commit(sha);
        bytes += Buffer.byteLength(JSON.stringify(commit));
        commits.unshift(commit);
      }
      const leftOut = items.length - commits.length;
      return { commits, isTruncated: isTruncated || leftOut > 0, leftOut };
    },
  },

  getFile: {
    permissions: () => ({ contents: 'read' }),
    async run({ given, job, context }) {
      const path = given.text('path');
      const ref = given.optionalText('ref') ?? job.sha;
      const file = await refusing(() => context.getFile(path, { ref }));
      if (file) return file;
      throw new StepFailure(
        'NotFound',
        `${job.repository} has nothing at ${path} in ${ref}, or hides it from the App.`,
      );
    },
  },

  listFiles: {
    permissions: () => ({ contents: 'read' }),
    run: ({ given, job, context }) =>
      refusing(() => context.listFiles(given.optionalText('ref') ?? job.sha, { path: given.optionalText('path') })),
  },
};

/** @throws StepFailure where the pull request has another head than the commit of the job */
function refuseNewer({ number, head }: PullRequestDetails, sha: string): void {
  if (head.sha === sha) return;
  throw new StepFailure(
    'Overtaken',
    `The pull request ${number} has the head ${head.sha} by now, and the job is about ${sha}: what it changes now is another thing.`,
  );
}

/** The commits of a pull request, or of the push that the job is for; where neither tells, the one of the job. */
async function shasOf({ job, call, ask, remainingMilliseconds }: StepContext) {
  const { pullRequest } = job;
  if (pullRequest !== undefined) return shasOfPull(ask, pullRequest);
  const payload = call.payload && (await payloadAt(call.payload, remainingMilliseconds));
  const commits = field(payload, 'commits');
  const shas = Array.isArray(commits) ? commits.map((one) => String(field(one, 'id'))) : [];
  if (shas.length === 0) return { items: [job.sha], isTruncated: false };
  return { items: shas, isTruncated: shas.length >= mostCommitsOfAPush };
}

async function payloadAt(
  place: NonNullable<StepCall['payload']>,
  remainingMilliseconds: () => number,
): Promise<unknown> {
  try {
    return parsedJson(await readArchivedPayload(place, remainingMilliseconds));
  } catch (error) {
    // Without a right to list, S3 says of what is not there that it is refused.
    if (!['NoSuchKey', 'AccessDenied'].includes(String(field(error, 'code')))) throw error;
    throw new StepFailure('NotFound', `The payload of the job's event is not kept any more: ${place.key}.`, error);
  }
}

async function shasOfPull(ask: AskContext, pull_number: number) {
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits';
  return listed(pagesOf(ask, { route, parameters: { pull_number } }), {
    most: mostCommitsOfAPull,
    read: (data) => (Array.isArray(data) ? data.map((one) => String(field(one, 'sha'))) : []),
  });
}

/** What is no path or no ref is the definition's fault. */
async function refusing<Read>(read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NoSuchNameError) throw new StepFailure('StepRefused', error.message, error);
    throw error;
  }
}
