import { openWorkflows } from './open-workflows';

export type { JobsEnvironment, ReportEnvironment } from './open-workflows';

const workflows = openWorkflows();

/** Starts the workflows that an event is for. */
export const handler = workflows.start;
/** Brings jobs up to date with their executions. */
export const follow = workflows.follow;
/** Shows jobs at GitHub. */
export const show = workflows.show;
