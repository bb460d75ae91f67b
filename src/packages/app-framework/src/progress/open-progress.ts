import { serveEach } from '../aws/serve-batch';
import { createJobs } from '../jobs/jobs-table';
import { reportedJob } from '../jobs/report-queue';
import { createUnsettledJobs } from '../jobs/unsettled-table';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { type AskEnvironment, askFromEnvironment } from './ask-from-environment';
import { createClaimCheck } from './check-claim-table';
import { readHistory } from './history-machine';
import { createPaceTable } from './pace-table';
import { createPaced } from './paced-writes';
import { createReportJobs } from './report-jobs';
import { createShowCheckRun } from './show-check-run';
import { createShowComment } from './show-comment';

/** Environment of what shows jobs, besides that of every connected function. */
export interface ReportEnvironment extends AskEnvironment {
  readonly JOBS_TABLE_NAME: string;
  readonly REPORT_QUEUE_URL: string;
  /** What people call the bot by that takes their commands about jobs; empty where there is none. */
  readonly APP_FRAMEWORK_BOT_NAME: string;
}

/** Half a minute of tries. The look after jobs asks again, and those behind it are shown meanwhile. */
const mostReceivesOfReport = 5;
const variable = requiredVariable<keyof ReportEnvironment>;

/** @throws Error for a variable that is absent */
export function openProgress() {
  const tableName = variable('JOBS_TABLE_NAME');
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
    queueUrl: variable('REPORT_QUEUE_URL'),
    mostReceives: mostReceivesOfReport,
    work: (message, remainingMilliseconds) => report(reportedJob(message), remainingMilliseconds),
  });
}
