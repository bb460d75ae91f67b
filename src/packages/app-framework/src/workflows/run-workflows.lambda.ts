import { openWorkflows } from './open-workflows';

export type { JobsEnvironment, ReportEnvironment } from './open-workflows';

const workflows = openWorkflows();

/** Starts the workflows that an event is for. */
export const handler = workflows.start;
/** Stops the jobs of an installation that the App loses, and runs again what people want again. */
export const change = workflows.change;
/** Tells of jobs, stops them and runs them again, for operators and commands. */
export const operate = workflows.operate;
/** Brings jobs up to date with their executions. */
export const follow = workflows.follow;
/** Looks after jobs that nobody told of for a while. */
export const tend = workflows.tend;
/** Shows jobs at GitHub. */
export const show = workflows.show;
