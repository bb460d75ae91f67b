import { openTriggerOperations } from './open-trigger-operations';

const operations = openTriggerOperations();

/** Puts, lists, deletes and tests the triggers of installations. */
export const handler = operations.operate;
/** Starts workflows for commands that people say to a bot. */
export const startByCommand = operations.startByCommand;
/** Has schedules begun whose time has come: what reads schedules is with what keeps them. */
export const tick = operations.tick;
