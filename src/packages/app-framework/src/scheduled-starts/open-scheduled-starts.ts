import { type QueueContext, serveEach } from '../aws/serve-batch';
import { beginsFromEnvironment } from '../jobs/open-jobs';
import { requiredVariable } from '../lambda/environment';
import { parsedJson } from '../lambda/parsed-json';
import { askFromEnvironment } from '../progress/ask-from-environment';
import { createScheduledRecords } from '../triggers/decisions-table';
import { createRoutingReader } from '../webhooks/routing-table';
import { createDueQueue, dueWork } from './due-queue';
import { createInstalledApps } from './installed-apps-table';
import { createSchedules } from './schedules-table';
import { createStartScheduled, type StartedWorkflow } from './start-scheduled';
import { createTick, type ScheduledWorkflow } from './tick';

/** Environment of what has schedules begun. */
export interface TickEnvironment {
  readonly TRIGGERS_TABLE_NAME: string;
  readonly LEDGER_TABLE_NAME: string;
  readonly DUE_QUEUE_URL: string;
}

/** Environment of what begins them. */
export interface ScheduledStartsEnvironment extends TickEnvironment {
  readonly INSTALLATION_TABLE_NAME: string;
  /** JSON of an object: hosts by App, and `default` for those that are not named. */
  readonly APP_HOSTS: string;
}

const variable = requiredVariable<keyof ScheduledStartsEnvironment>;

type Offered<Workflow> = (remainingMilliseconds: () => number) => Promise<readonly Workflow[]>;

/** What has schedules begun whose time has come. The workflows are those of the deployment at this moment. */
export function tickFromEnvironment(offered: Offered<ScheduledWorkflow>) {
  const tick = createTick({
    schedules: createSchedules({ tableName: variable('TRIGGERS_TABLE_NAME') }),
    send: createDueQueue({ queueUrl: variable('DUE_QUEUE_URL') }),
    offered,
  });
  return (event: unknown, context: QueueContext) => tick(event, () => context.getRemainingTimeInMillis());
}

/** What is behind the queue of what is due. */
export function openScheduledStarts(offered: Offered<StartedWorkflow>) {
  const queueUrl = variable('DUE_QUEUE_URL');
  const hosts = Object.entries(Object(parsedJson(variable('APP_HOSTS'))));
  const start = createStartScheduled({
    schedules: createSchedules({ tableName: variable('TRIGGERS_TABLE_NAME') }),
    installed: createInstalledApps({ tableName: variable('INSTALLATION_TABLE_NAME') }),
    readRouting: createRoutingReader({ tableName: variable('LEDGER_TABLE_NAME') }),
    hosts: Object.fromEntries(hosts.map(([app, host]) => [app, String(host)])),
    ask: askFromEnvironment({ contents: 'read' }),
    send: createDueQueue({ queueUrl }),
    begin: beginsFromEnvironment().begin,
    record: createScheduledRecords({ tableName: variable('LEDGER_TABLE_NAME') }),
    offered,
  });
  return serveEach({
    queueUrl,
    work: (message, remainingMilliseconds) => start(dueWork(message), remainingMilliseconds),
  });
}
