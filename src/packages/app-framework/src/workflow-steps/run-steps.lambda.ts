import { openedLate } from '../lambda/opened-late';
import { openSteps } from './open-steps';

export type { StepsEnvironment } from './open-steps';

/** Does one step of a workflow. */
export const handler = openedLate((): ((event: unknown, context: Timed) => Promise<object>) => {
  const runStep = openSteps();
  return (event, context) => runStep(event, () => context.getRemainingTimeInMillis() - reserveMilliseconds);
});

/** What is left for saying how it ended. */
const reserveMilliseconds = 1_000;

interface Timed {
  getRemainingTimeInMillis(): number;
}
