import { serveEach } from '../aws/serve-batch';
import { serveEvents } from '../handlers/serve-events';
import { createJobs } from '../jobs/jobs-table';
import { beginsFromEnvironment } from '../jobs/open-jobs';
import { reportedJob } from '../jobs/report-queue';
import { createUnsettledJobs } from '../jobs/unsettled-table';
import { openKeptTriggers } from '../kept-triggers/open-kept-triggers';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { type AskRepository, createAskRepository } from '../progress/ask-repository';
import { createClaimCheck } from '../progress/check-claim-table';
import { readHistory } from '../progress/history-machine';
import { measuredGitHub } from '../progress/measured-git-hub';
import { createPaceTable } from '../progress/pace-table';
import { createPaced } from '../progress/paced-writes';
import { createReportJobs } from '../progress/report-jobs';
import { createRepositoryTokens, type RepositoryPermissions } from '../progress/repository-token';
import { createShowCheckRun } from '../progress/show-check-run';
import { createShowComment } from '../progress/show-comment';
import { createDecisionRecords } from '../triggers/decisions-table';
import { createStartWorkflows } from './start-workflows';
import { createWorkflowSource } from './workflow-table';

/** Environment of what shows jobs, besides that of every connected function. */
export interface ReportEnvironment {
  readonly JOBS_TABLE_NAME: string;
  readonly REPORT_QUEUE_URL: string;
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: string;
  /** What people call the bot by that takes their commands about jobs; empty where there is none. */
  readonly APP_FRAMEWORK_BOT_NAME: string;
}

/** Half a minute of tries. The look after jobs asks again, and those behind it are shown meanwhile. */
const mostReceivesOfReport = 5;
const ofReports = requiredVariable<keyof ReportEnvironment>;

/** The functions of this code. */
export function openWorkflows() {
  return {
    start: openedLate(startFromEnvironment),
    show: openedLate(showFromEnvironment),
  };
}

/** The handler that all events for triggers go to. */
function startFromEnvironment() {
  const jobs = beginsFromEnvironment();
  const { tableName } = readWebhookConnection();
  return serveEvents(
    createStartWorkflows({
      offered: createWorkflowSource({ tableName }),
      kept: openKeptTriggers(),
      record: createDecisionRecords({ tableName }),
      begin: jobs.begin,
      skip: jobs.skip,
      ask: {
        contents: askFromEnvironment({ contents: 'read' }),
        pull_requests: askFromEnvironment({ pull_requests: 'read' }),
      },
    }),
  );
}

/** Asks GitHub about repositories with tokens that have these permissions, and no others. */
function askFromEnvironment(permissions: RepositoryPermissions): AskRepository {
  return createAskRepository({
    github: measuredGitHub(),
    tokens: createRepositoryTokens({
      endpoint: ofReports('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
      permissions,
    }),
    gitHubApiUrls: JSON.parse(ofReports('APP_FRAMEWORK_GITHUB_API_URLS')),
  });
}

function showFromEnvironment() {
  const tableName = ofReports('JOBS_TABLE_NAME');
  const jobs = createJobs({ tableName });
  const paced = createPaced({ table: createPaceTable({ tableName }) });
  const bot = optionalVariable('APP_FRAMEWORK_BOT_NAME' satisfies keyof ReportEnvironment);
  const show = createShowCheckRun({
    jobs,
    claim: createClaimCheck({ tableName }),
    paced,
    ask: askFromEnvironment({ checks: 'write' }),
    bot,
  });
  const comment = createShowComment({
    jobs,
    paced,
    history: readHistory,
    bot,
    ask: {
      pull: askFromEnvironment({ pull_requests: 'write' }),
      commit: askFromEnvironment({ contents: 'read' }),
    },
  });
  const report = createReportJobs({ jobs, unsettled: createUnsettledJobs({ tableName }), show, comment });
  return serveEach({
    queueUrl: ofReports('REPORT_QUEUE_URL'),
    mostReceives: mostReceivesOfReport,
    work: (message, remainingMilliseconds) => report(reportedJob(message), remainingMilliseconds),
  });
}
