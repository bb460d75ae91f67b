import { serveEach } from '../aws/serve-batch';
import { closedPull } from '../github-deployments/closed-pull';
import { createDeploymentsTable } from '../github-deployments/deployments-table';
import { createRetireDeployments } from '../github-deployments/retire-deployments';
import { createShowDeployment } from '../github-deployments/show-deployment';
import { serveEvents } from '../handlers/serve-events';
import { createJobs } from '../jobs/jobs-table';
import { createKeptMachines } from '../jobs/machines-table';
import { reportedJob } from '../jobs/report-queue';
import { createShownJobs } from '../jobs/shown-jobs-table';
import { createUnsettledJobs } from '../jobs/unsettled-table';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { type AskEnvironment, askFromEnvironment } from './ask-from-environment';
import { createClaimCheck } from './check-claim-table';
import { createCheckReports } from './check-report-table';
import { createReadHistory } from './history-machine';
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

/** The functions of this code. */
export function openProgress() {
  return { show: openedLate(showFromEnvironment), retire: openedLate(retireFromEnvironment) };
}

/** The handler of pull requests that are closed, where some have environments of their own. */
function retireFromEnvironment() {
  const table = createDeploymentsTable({ tableName: variable('JOBS_TABLE_NAME') });
  const retire = createRetireDeployments({
    table,
    ask: askFromEnvironment({ deployments: 'write', pull_requests: 'read' }),
  });
  return serveEvents(async ({ payload, delivery, logger, remainingMilliseconds }) => {
    const pull = closedPull(payload, delivery);
    const retired = pull && (await retire(pull, remainingMilliseconds));
    logger.info('pull request closed', { retired });
  });
}

function showFromEnvironment() {
  const tableName = variable('JOBS_TABLE_NAME');
  const jobs = createShownJobs({ tableName });
  const paced = createPaced({ table: createPaceTable({ tableName }) });
  const bot = optionalVariable('APP_FRAMEWORK_BOT_NAME' satisfies keyof ReportEnvironment);
  const show = createShowCheckRun({
    jobs,
    claim: createClaimCheck({ tableName }),
    reports: createCheckReports({ tableName }),
    paced,
    ask: askFromEnvironment({ checks: 'write' }),
    bot,
  });
  const deployments = createDeploymentsTable({ tableName });
  const ask = askFromEnvironment({ deployments: 'write' });
  const deploy = createShowDeployment({
    table: deployments,
    ask,
    askPull: askFromEnvironment({ pull_requests: 'read' }),
    write: (job, request, remainingMilliseconds) =>
      paced({ job, kind: 'creation' }, () => ask(job, request, remainingMilliseconds), remainingMilliseconds),
  });
  const comment = createShowComment({
    jobs,
    paced,
    history: createReadHistory({ machines: createKeptMachines({ tableName }) }),
    bot,
    ask: {
      pull: askFromEnvironment({ pull_requests: 'write' }),
      commit: askFromEnvironment({ contents: 'read' }),
    },
  });
  const { read } = createJobs({ tableName });
  const report = createReportJobs({
    read,
    jobs,
    unsettled: createUnsettledJobs({ tableName }),
    show,
    deployments,
    deploy,
    comment,
  });
  return serveEach({
    queueUrl: variable('REPORT_QUEUE_URL'),
    mostReceives: mostReceivesOfReport,
    work: (message, remainingMilliseconds) => report(reportedJob(message), remainingMilliseconds),
  });
}
