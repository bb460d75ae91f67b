import { type QueueContext, serveEach } from '../aws/serve-batch';
import { beginsFromEnvironment } from '../jobs/open-jobs';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { parsedJson } from '../lambda/parsed-json';
import { askFromEnvironment } from '../progress/ask-from-environment';
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

/** The workflows of the deployment at this moment. */
export type OfferedToSchedules = (
  remainingMilliseconds: () => number,
) => Promise<readonly (ScheduledWorkflow & StartedWorkflow)[]>;

/** The functions of schedules: one has those begun whose time has come, one is behind the queue of what is due. */
export function openScheduledStarts(offered: () => OfferedToSchedules) {
  return { tick: openedLate(() => tickWith(offered())), start: openedLate(() => startWith(offered())) };
}

function tickWith(offered: OfferedToSchedules) {
  const tick = createTick({
    schedules: createSchedules({ tableName: variable('TRIGGERS_TABLE_NAME') }),
    send: createDueQueue({ queueUrl: variable('DUE_QUEUE_URL') }),
    offered,
  });
  return (event: unknown, context: QueueContext) => tick(event, () => context.getRemainingTimeInMillis());
}

function startWith(offered: OfferedToSchedules) {
  const queueUrl = variable('DUE_QUEUE_URL');
  const hosts = Object.entries(Object(parsedJson(variable('APP_HOSTS'))));
  const start = createStartScheduled({
    schedules: createSchedules({ tableName: variable('TRIGGERS_TABLE_NAME') }),
    installed: createInstalledApps({ tableName: variable('INSTALLATION_TABLE_NAME') }),
    hosts: Object.fromEntries(hosts.map(([app, host]) => [app, String(host)])),
    ask: askFromEnvironment({ contents: 'read' }),
    send: createDueQueue({ queueUrl }),
    begin: beginsFromEnvironment().begin,
    offered,
  });
  return serveEach({
    queueUrl,
    work: (message, remainingMilliseconds) => start(dueWork(message), remainingMilliseconds),
  });
}
