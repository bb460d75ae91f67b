import { openApprovals } from './open-approvals';

export type { ApprovalsEnvironment } from './open-approvals';

/** Has jobs go on, or end, as people decide who may: called by the code of commands, and where a button is pressed. */
export const handler = openApprovals();
