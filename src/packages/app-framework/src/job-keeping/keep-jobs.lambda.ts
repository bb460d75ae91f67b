import { openJobs } from '../jobs/open-jobs';
import { createKeepJobs } from './keep-jobs';

export type { JobsEnvironment } from '../jobs/open-jobs';
export type { OperateEnvironment } from './keep-jobs';

const keep = createKeepJobs(openJobs);

/** Tells of jobs, stops them and runs them again, for operators and commands. */
export const handler = keep.operate;
/** Brings jobs up to date with their executions. */
export const follow = keep.follow;
/** Ends the jobs of workflows that a deployment takes away, before it does. */
export const retire = keep.retire;
/** Looks after jobs that nobody told of for a while: on a schedule, or called by an operator. */
export const tend = keep.tend;
