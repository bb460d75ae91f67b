import { openWorkflows } from './open-workflows';

export type { ReportEnvironment } from './open-workflows';

const workflows = openWorkflows();

/** Starts the workflows that an event is for. */
export const handler = workflows.start;
/** Stops the jobs of an installation that the App loses, and runs again what people want again. */
export const change = workflows.change;
/** Shows jobs at GitHub. */
export const show = workflows.show;
