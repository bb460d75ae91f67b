import type { QueueContext } from '../aws/serve-batch';
import { createFindJobs } from '../job-keeping/operate-jobs';
import { type JobsEnvironment, openJobs } from '../jobs/open-jobs';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { measuredGitHub } from '../progress/measured-git-hub';
import { createRights } from '../rights/rights';
import { createAskAsApp } from './ask-as-app';
import { createDecideApprovals } from './decide-approvals';
import { createJudgeApprover } from './judge-approver';
import { createUnapprovedJobs } from './unapproved-jobs-table';

/** Environment of what decides on jobs, besides that of every connected function. */
export interface ApprovalsEnvironment extends JobsEnvironment {
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: string;
}

const variable = requiredVariable<keyof ApprovalsEnvironment>;

/** The function that has jobs go on, or end, as people decide who may. */
export function openApprovals() {
  return openedLate(() => {
    const opened = openJobs();
    const askFor = createAskAsApp({
      github: measuredGitHub(),
      endpoint: variable('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
      gitHubApiUrls: JSON.parse(variable('APP_FRAMEWORK_GITHUB_API_URLS')),
    });
    const decide = createDecideApprovals({
      ...opened,
      find: createFindJobs(opened),
      unapproved: createUnapprovedJobs({ tableName: variable('JOBS_TABLE_NAME') }),
      judge: createJudgeApprover({ judge: createRights(), askFor }),
    });
    return (asked: unknown, context: QueueContext) => decide(asked, () => context.getRemainingTimeInMillis());
  });
}
