import { openedLate } from '../lambda/opened-late';
import { openProgress } from './open-progress';

export type { ReportEnvironment } from './open-progress';

/** Shows jobs at GitHub. */
export const handler = openedLate(openProgress);
