import { requiredVariable } from '../lambda/environment';
import { createFeedLane } from './feed-lane';
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

const variable = requiredVariable<keyof FeedLaneEnvironment>;
const lane = parseLane(variable('LANE'));

export const handler = createFeedLane({
  handler: variable('LANE_HANDLER'),
  lane,
  table: createLaneTable({ tableName: variable('LEDGER_TABLE_NAME'), lane }),
  send: createLaneQueue({ queueUrl: variable('LANE_QUEUE_URL') }),
});
