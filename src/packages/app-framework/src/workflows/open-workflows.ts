import { type QueueContext, serveBatch } from '../aws/serve-batch';
import { createGitHub } from '../github/github';
import { readRateLimitDetail } from '../github/rate-limit-line';
import { createRateLimitMeter } from '../github/rate-limit-meter';
import { serveEvents } from '../handlers/serve-events';
import { createBeginJob } from '../jobs/begin-job';
import { executions } from '../jobs/execution-machine';
import { createFollowExecutions } from '../jobs/follow-executions';
import { createJobs } from '../jobs/jobs-table';
import { createOperateJobs } from '../jobs/operate-jobs';
import { createOvertake } from '../jobs/overtake';
import { createReportQueue, reportedJob } from '../jobs/report-queue';
import { createRepositoryJobs } from '../jobs/repository-jobs-table';
import { createRerunJob } from '../jobs/rerun-job';
import { createStopJob } from '../jobs/stop-jobs';
import { createTendJobs } from '../jobs/tend-jobs';
import { createUnsettledJobs } from '../jobs/unsettled-table';
import { readMeasuredDeployment } from '../lambda/connection';
import { requiredVariable } from '../lambda/environment';
import { logRecord } from '../lambda/logger';
import { parsedJson } from '../lambda/parsed-json';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { type AskRepository, createAskRepository } from '../progress/ask-repository';
import { createClaimCheck } from '../progress/check-claim-table';
import { createPaceTable } from '../progress/pace-table';
import { createPaced } from '../progress/paced-writes';
import { createReportJobs } from '../progress/report-jobs';
import { createRepositoryTokens, type RepositoryPermissions } from '../progress/repository-token';
import { createShowCheckRun } from '../progress/show-check-run';
import { createDecisionRecords } from '../triggers/decisions-table';
import { createChangeJobs } from './change-jobs';
import { createStartWorkflows } from './start-workflows';
import { createWorkflowSource } from './workflow-table';

/** Environment of what starts and stops workflows, follows their executions and looks after jobs; handlers have theirs besides. */
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

const beginFromEnvironment = () =>
  createBeginJob({ jobs: jobsFromEnvironment(), executions, report: reportFromEnvironment() });
const unsettledFromEnvironment = () => createUnsettledJobs({ tableName: ofJobs('JOBS_TABLE_NAME') });

/** The functions of this code. */
export function openWorkflows() {
  return {
    start: opened(startFromEnvironment),
    change: opened(() => serveEvents(createChangeJobs(changesFromEnvironment()))),
    operate: opened(operateFromEnvironment),
    follow: opened(followFromEnvironment),
    tend: opened(tendFromEnvironment),
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
  const { tableName } = readWebhookConnection();
  return serveEvents(
    createStartWorkflows({
      offered: createWorkflowSource({ tableName }),
      record: createDecisionRecords({ tableName }),
      begin: beginFromEnvironment(),
      ask: {
        contents: askFromEnvironment({ contents: 'read' }),
        pull_requests: askFromEnvironment({ pull_requests: 'read' }),
      },
    }),
  );
}

/** What ends jobs and runs them again. */
function changesFromEnvironment() {
  const [jobs, tableName] = [jobsFromEnvironment(), ofJobs('JOBS_TABLE_NAME')];
  return {
    jobs,
    ofRepository: createRepositoryJobs({ tableName }),
    unsettled: createUnsettledJobs({ tableName }),
    stop: createStopJob({ jobs, executions, report: reportFromEnvironment() }),
    rerun: createRerunJob(beginFromEnvironment()),
  };
}

/** Called by operators, and by the code of commands. */
function operateFromEnvironment() {
  const operate = createOperateJobs(changesFromEnvironment());
  return (asked: unknown, context: QueueContext) => operate(asked, () => context.getRemainingTimeInMillis());
}

function followFromEnvironment() {
  const { jobs, unsettled, stop } = changesFromEnvironment();
  const overtake = createOvertake({ unsettled, stop });
  const run = createFollowExecutions({ jobs, executions, report: reportFromEnvironment(), overtake });
  return servedOneByOne(ofJobs('STATUS_QUEUE_URL'), run);
}

/** On a schedule, or called by an operator. */
function tendFromEnvironment() {
  const unsettled = unsettledFromEnvironment();
  const tend = createTendJobs({ unsettled, jobs: jobsFromEnvironment(), executions, report: reportFromEnvironment() });
  return (event: unknown, context: QueueContext) => tend(event, () => context.getRemainingTimeInMillis());
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
  const tableName = ofReports('JOBS_TABLE_NAME');
  const jobs = createJobs({ tableName });
  const show = createShowCheckRun({
    jobs,
    claim: createClaimCheck({ tableName }),
    paced: createPaced({ table: createPaceTable({ tableName }) }),
    ask: askFromEnvironment({ checks: 'write' }),
  });
  const report = createReportJobs({ jobs, unsettled: createUnsettledJobs({ tableName }), show });
  return servedOneByOne(ofReports('REPORT_QUEUE_URL'), (message, remainingMilliseconds) =>
    report(reportedJob(message), remainingMilliseconds),
  );
}

/** A message is done with where its work does not throw. */
function servedOneByOne(
  queueUrl: string,
  work: (message: unknown, remainingMilliseconds: () => number) => Promise<void>,
) {
  return serveBatch({
    queueUrl,
    run: async (body, remainingMilliseconds) => {
      await work(parsedJson(body), remainingMilliseconds);
      return { kind: 'settled' };
    },
  });
}
