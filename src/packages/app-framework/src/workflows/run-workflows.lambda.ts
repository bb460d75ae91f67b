import { openWorkflows } from './open-workflows';

const workflows = openWorkflows();

/** Starts the workflows that an event is for. */
export const handler = workflows.start;
/** Starts the workflows of schedules whose time has come. */
export const startScheduled = workflows.startScheduled;
