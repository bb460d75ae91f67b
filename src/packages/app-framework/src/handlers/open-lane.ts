import { requiredVariable } from '../lambda/environment';
import { parseLane } from './lane';
import { createLaneQueue } from './lane-queue';
import { createLaneTable } from './lane-table';

/** Environment that the function needs. */
export interface FeedLaneEnvironment {
  /** Name of the handler. */
  readonly LANE_HANDLER: string;
  /** JSON of the lane. */
  readonly LANE: string;
  readonly LANE_QUEUE_URL: string;
  readonly LEDGER_TABLE_NAME: string;
}

/** The lane that the environment tells of, and where its events go on. */
export function openLane() {
  const variable = requiredVariable<keyof FeedLaneEnvironment>;
  const lane = parseLane(variable('LANE'));
  return {
    handler: variable('LANE_HANDLER'),
    lane,
    table: createLaneTable({ tableName: variable('LEDGER_TABLE_NAME'), lane }),
    send: createLaneQueue({ queueUrl: variable('LANE_QUEUE_URL') }),
  };
}
