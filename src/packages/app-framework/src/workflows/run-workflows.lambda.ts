import { openWorkflows } from './open-workflows';

export type { ReportEnvironment } from './open-workflows';

const workflows = openWorkflows();

/** Starts the workflows that an event is for. */
export const handler = workflows.start;
/** Shows jobs at GitHub. */
export const show = workflows.show;
