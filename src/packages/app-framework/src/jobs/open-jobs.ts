import { requiredVariable } from '../lambda/environment';
import { createLostInstallations } from '../lost-installations/lost-installations-table';
import { createAskAdmission, createStartJob } from './admission-queue';
import { createBeginJob } from './begin-job';
import { createExecutions } from './execution-machine';
import { createJobs, createNewJobs } from './jobs-table';
import { createKeptMachines } from './machines-table';
import { createReportQueue } from './report-queue';
import { createRepositoryJobs } from './repository-jobs-table';
import { createRerunJob } from './rerun-job';
import { createSkipJob } from './skip-job';
import { createStopJob } from './stop-jobs';
import { createUnsettledJobs } from './unsettled-table';

/** Environment of what starts and stops workflows, follows their executions and looks after jobs; handlers have theirs besides. */
export interface JobsEnvironment {
  readonly JOBS_TABLE_NAME: string;
  readonly REPORT_QUEUE_URL: string;
  /** Of what Step Functions tells. */
  readonly STATUS_QUEUE_URL: string;
  readonly INSTALLATION_TABLE_NAME: string;
}

export type OpenJobs = typeof openJobs;

const variable = requiredVariable<keyof JobsEnvironment>;

/** What begins jobs, and nothing that ends them: for code that does no more. @throws Error for a variable that is absent */
export function beginsFromEnvironment() {
  const tableName = variable('JOBS_TABLE_NAME');
  const jobs = createNewJobs({ tableName });
  const report = createReportQueue({ queueUrl: variable('REPORT_QUEUE_URL') });
  const statusQueueUrl = variable('STATUS_QUEUE_URL');
  const askAdmission = createAskAdmission({ queueUrl: statusQueueUrl });
  const machines = createKeptMachines({ tableName });
  const executions = createExecutions({ machines });
  const start = createStartJob({ executions, askAdmission });
  const lost = createLostInstallations({
    tableName,
    installationTableName: variable('INSTALLATION_TABLE_NAME'),
  });
  const begin = createBeginJob({ jobs, lost, start, report });
  return {
    ...{ jobs, lost, machines, executions, report, askAdmission, start, begin, tableName, statusQueueUrl },
    skip: createSkipJob({ jobs, report }),
  };
}

/** What begins jobs and ends them, one at a time. @throws Error for a variable that is absent */
export function stopsFromEnvironment() {
  const begins = beginsFromEnvironment();
  const stops = { ...begins, jobs: createJobs(begins) };
  return { ...stops, stop: createStopJob(stops) };
}

/** Jobs, and what can be done with them. @throws Error for a variable that is absent */
export function openJobs() {
  const stops = stopsFromEnvironment();
  return {
    ...stops,
    ofRepository: createRepositoryJobs(stops),
    unsettled: createUnsettledJobs(stops),
    rerun: createRerunJob(stops.begin),
  };
}
