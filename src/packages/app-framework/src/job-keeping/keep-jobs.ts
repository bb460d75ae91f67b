import { type QueueContext, serveEach } from '../aws/serve-batch';
import type { OpenJobs } from '../jobs/open-jobs';
import { createStopAll } from '../jobs/stop-all';
import { serveCustomResource } from '../lambda/custom-resource';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { createRoutingReader } from '../webhooks/routing-table';
import { type Admit, createAdmit } from './admit-jobs';
import { createFollowExecutions } from './follow-executions';
import { openCarryOn } from './open-carry-on';
import { createOperateJobs } from './operate-jobs';
import { createOvertake, type Overtake } from './overtake';
import { createPlacesInLine } from './places-in-line';
import { createRetireJobs } from './retire-jobs';
import { createSlots } from './slots-table';
import { createTendJobs } from './tend-jobs';

/** Environment of what operators ask, besides that of all that keeps jobs going. */
export interface OperateEnvironment {
  readonly LEDGER_TABLE_NAME: string;
}

const variable = requiredVariable<keyof OperateEnvironment>;

/** The functions that neither hear of GitHub nor speak to it. */
export function createKeepJobs(open: OpenJobs) {
  return {
    follow: openedLate(() => {
      const { statusQueueUrl, ...opened } = open();
      const work = createFollowExecutions({
        ...opened,
        overtake: overtakeIn(opened),
        admit: admitIn(opened),
      });
      return serveEach({ queueUrl: statusQueueUrl, work });
    }),
    tend: openedLate(() => {
      const opened = open();
      const [admit, overtake] = [admitIn(opened), overtakeIn(opened)];
      const tend = createTendJobs({ ...opened, carryOnWaits: openCarryOn(), admit, overtake });
      return (event: unknown, context: QueueContext) => tend(event, () => context.getRemainingTimeInMillis());
    }),
    retire: openedLate(() => {
      const opened = open();
      const retire = createRetireJobs({ ...opened, stopAll: createStopAll(opened) });
      return serveCustomResource({
        physicalId: 'retired',
        apply: ({ Machines }) => retire(machinesIn(Machines)),
        remove: () => retire([]),
      });
    }),
    operate: openedLate(() => {
      const opened = open();
      const operate = createOperateJobs({
        ...opened,
        placesInLine: createPlacesInLine(opened),
        readRouting: createRoutingReader({ tableName: variable('LEDGER_TABLE_NAME') }),
      });
      return (asked: unknown, context: QueueContext) => operate(asked, () => context.getRemainingTimeInMillis());
    }),
  };
}

/** @throws Error for what is no list of ARNs */
function machinesIn(text: unknown): readonly string[] {
  const list: unknown = JSON.parse(String(text));
  if (Array.isArray(list) && list.every((one) => typeof one === 'string')) return list;
  throw new Error(
    'The state machines of this deployment are in no form that this version knows: deploy the stack again.',
  );
}

function overtakeIn(opened: Omit<ReturnType<OpenJobs>, 'statusQueueUrl'>): Overtake {
  return createOvertake({ ...opened, stopAll: createStopAll(opened) });
}

function admitIn(opened: Omit<ReturnType<OpenJobs>, 'statusQueueUrl'>): Admit {
  return createAdmit({ ...opened, slots: createSlots(opened) });
}
