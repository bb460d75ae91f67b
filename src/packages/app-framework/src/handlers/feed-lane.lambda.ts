import { createFeedLane } from './feed-lane';
import { openLane } from './open-lane';

export type { FeedLaneEnvironment } from './open-lane';

export const handler = createFeedLane(openLane());
