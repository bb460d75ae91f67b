import { openedLate } from '../lambda/opened-late';
import { openWorkflows } from './open-workflows';

/** Starts the workflows that an event is for. */
export const handler = openedLate(openWorkflows);
