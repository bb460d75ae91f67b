import { openedLate } from '../lambda/opened-late';
import { createOperatorLink } from '../operator-entry/mint-operator-link';
import { createExamination } from './examine-deployment';
import { openOperatorPages } from './open-operator-pages';
import { serveOperatorPages } from './serve-operator-pages';

/** The pages for those who operate the deployment. */
export const handler = openedLate(() => serveOperatorPages(openOperatorPages().pages()));

/** Makes the link that leads to them, for whoever may invoke it. */
export const mint = openedLate((): ((event: unknown, context: Context) => Promise<unknown>) => {
  const run = createOperatorLink(openOperatorPages().minting);
  return (_event, context) => run(() => context.getRemainingTimeInMillis() - 1_000);
});

/** Looks at the deployment for the first of them. */
export const examine = openedLate((): ((event: unknown, context: Context) => Promise<unknown>) => {
  const run = createExamination(openOperatorPages().examination());
  return (_event, context) => run(() => context.getRemainingTimeInMillis() - 1_000);
});

interface Context {
  getRemainingTimeInMillis(): number;
}
