import { createGitHub } from '../github/github';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { serveEvents } from '../handlers/serve-events';
import { readMeasuredDeployment } from '../lambda/connection';
import { requiredVariable } from '../lambda/environment';
import { logRecord } from '../lambda/logger';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { createDecisionRecords } from '../triggers/decisions-table';
import { type AskRepository, createAskRepository } from './ask-repository';
import { startExecution } from './execution-machine';
import { createFollowExecutions } from './follow-executions';
import { createJobs } from './jobs-table';
import { createReportJobs } from './report-jobs';
import { createReportQueue, reportedJob } from './report-queue';
import { createRepositoryTokens, type RepositoryPermissions } from './repository-token';
import { serveBatch } from './serve-batch';
import { createStartWorkflows } from './start-workflows';
import { createWorkflowSource } from './workflow-table';

/** Environment of what starts workflows and of what follows their executions; the first has that of every handler besides. */
export interface JobsEnvironment {
  readonly JOBS_TABLE_NAME: string;
  readonly REPORT_QUEUE_URL: string;
  /** Of what Step Functions tells. */
  readonly STATUS_QUEUE_URL: string;
}

/** Environment of what shows jobs, besides that of every connected function. */
export interface ReportEnvironment {
  readonly JOBS_TABLE_NAME: string;
  readonly REPORT_QUEUE_URL: string;
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  readonly APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: string;
}

const ofJobs = requiredVariable<keyof JobsEnvironment>;
const ofReports = requiredVariable<keyof ReportEnvironment>;
const jobsFromEnvironment = () => createJobs({ tableName: ofJobs('JOBS_TABLE_NAME') });
const reportFromEnvironment = () => createReportQueue({ queueUrl: ofJobs('REPORT_QUEUE_URL') });

/** The three functions of this code. */
export function openWorkflows() {
  return {
    start: opened(startFromEnvironment),
    follow: opened(followFromEnvironment),
    show: opened(showFromEnvironment),
  };
}

/** Each opens what it needs when it is first called: the environment of the others is not its own. */
function opened<Event, Context, Answer>(open: () => (event: Event, context: Context) => Promise<Answer>) {
  let run: ReturnType<typeof open> | undefined;
  return (event: Event, context: Context): Promise<Answer> => {
    run ??= open();
    return run(event, context);
  };
}

/** The handler that all events for triggers go to. */
function startFromEnvironment() {
  const send = reportFromEnvironment();
  const { tableName } = readWebhookConnection();
  return serveEvents(
    createStartWorkflows({
      offered: createWorkflowSource({ tableName }),
      record: createDecisionRecords({ tableName }),
      jobs: jobsFromEnvironment(),
      startExecution,
      report: send,
      ask: {
        contents: askFromEnvironment({ contents: 'read' }),
        pull_requests: askFromEnvironment({ pull_requests: 'read' }),
      },
    }),
  );
}

function followFromEnvironment() {
  const run = createFollowExecutions({ jobs: jobsFromEnvironment(), report: reportFromEnvironment() });
  return serveBatch({ queueUrl: ofJobs('STATUS_QUEUE_URL'), run });
}

/** Asks GitHub about repositories with tokens that have these permissions, and no others. */
function askFromEnvironment(permissions: RepositoryPermissions): AskRepository {
  const measured = readMeasuredDeployment();
  const meter =
    measured && createRateLimitMeter({ ...measured, detail: readRateLimitDetail(measured.metrics), write: logRecord });
  return createAskRepository({
    github: createGitHub({
      onRateLimit: (limit, { spends }) => spends && meter?.see(spends, limit),
    }),
    tokens: createRepositoryTokens({
      endpoint: ofReports('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT'),
      permissions,
    }),
    gitHubApiUrls: JSON.parse(ofReports('APP_FRAMEWORK_GITHUB_API_URLS')),
  });
}

function showFromEnvironment() {
  const report = createReportJobs({ jobs: jobsFromEnvironment(), ask: askFromEnvironment({ checks: 'write' }) });
  return serveBatch({
    queueUrl: ofReports('REPORT_QUEUE_URL'),
    run: (message, remainingMilliseconds) => report(reportedJob(message), remainingMilliseconds),
  });
}
