import { openJobChanges } from './open-job-changes';

/** Stops the jobs of an installation that the App loses, runs again what people want again, and has decided what they decide by a button. */
export const handler = openJobChanges();
