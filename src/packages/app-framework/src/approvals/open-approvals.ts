import type { QueueContext } from '../aws/serve-batch';
import { createFindJobs } from '../job-keeping/operate-jobs';
import { type JobsEnvironment, stopsFromEnvironment } from '../jobs/open-jobs';
import { createRepositoryJobs } from '../jobs/repository-jobs-table';
import { createWaitingJobs } from '../jobs/waiting-jobs-table';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { measuredGitHub } from '../progress/measured-git-hub';
import { createRights } from '../rights/rights';
import { createAskApproval } from './ask-approval';
import { createAskAsApp } from './ask-as-app';
import { createAskedApprovals } from './asked-approvals-table';
import { createDecideApprovals } from './decide-approvals';
import { createJudgeApprover } from './judge-approver';
import { answerTask, isTaskOpen } from './task-machine';

/** Environment of what decides on jobs, besides that of every connected function. */
export interface ApprovalsEnvironment extends JobsEnvironment {
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: string;
  readonly APPROVALS_TABLE_NAME: string;
}

const variable = requiredVariable<keyof ApprovalsEnvironment>;

/** The functions about approvals: one is called by states that wait for one, the other by whoever brings what people decide. */
export function openApprovals() {
  return { ask: openedLate(askFromEnvironment), decide: openedLate(decideFromEnvironment) };
}

function askFromEnvironment() {
  const asked = createAskedApprovals({ tableName: variable('APPROVALS_TABLE_NAME') });
  const opened = stopsFromEnvironment();
  const ask = createAskApproval({ ...opened, waiting: createWaitingJobs(opened), asked });
  return (state: unknown, context: QueueContext) => ask(state, () => context.getRemainingTimeInMillis());
}

function decideFromEnvironment() {
  const opened = stopsFromEnvironment();
  const askFor = createAskAsApp({
    github: measuredGitHub(),
    endpoint: variable('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
    gitHubApiUrls: JSON.parse(variable('APP_FRAMEWORK_GITHUB_API_URLS')),
  });
  const decide = createDecideApprovals({
    ...opened,
    waiting: createWaitingJobs(opened),
    find: createFindJobs({ ...opened, ofRepository: createRepositoryJobs(opened) }),
    asked: createAskedApprovals({ tableName: variable('APPROVALS_TABLE_NAME') }),
    answerTask,
    isTaskOpen,
    judge: createJudgeApprover({ judge: createRights(), askFor }),
  });
  return (asked: unknown, context: QueueContext) => decide(asked, () => context.getRemainingTimeInMillis());
}
