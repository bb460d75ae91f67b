import { openTriggerOperations } from './open-trigger-operations';

/** Puts, lists, deletes and tests the triggers of installations. */
export const handler = openTriggerOperations();
