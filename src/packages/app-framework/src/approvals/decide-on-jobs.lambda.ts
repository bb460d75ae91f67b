import { openApprovals } from './open-approvals';

export type { ApprovalsEnvironment } from './open-approvals';

const approvals = openApprovals();

/** Has jobs start, go on or end as people decide who may: called by the code of commands, and where a button is pressed. */
export const handler = approvals.decide;
/** Asks people for what a state waits for. */
export const ask = approvals.ask;
