import { webUrlOf } from '../github/web-url';
import { openedLate } from '../lambda/opened-late';
import { createEndAbandoned } from './end-abandoned';
import { createMint } from './mint-link';
import { openSetup } from './open-setup';
import { serveSetup } from './serve-setup';

/** The pages on which an App is registered. */
export const handler = openedLate(() => {
  const { minting, pages } = openSetup();
  const [first = 'https://api.github.com'] = Object.values(minting.apiUrls);
  return serveSetup(pages(), webUrlOf(first));
});

/** Makes the link that leads to them, for whoever may invoke it. */
export const mint = openedLate((): ((event: unknown, context: Context) => Promise<unknown>) => {
  const run = createMint(openSetup().minting);
  return (event, context) => run(event, () => context.getRemainingTimeInMillis() - 1_000);
});

/** Ends those that nobody goes on with, by a schedule. */
export const end = openedLate((): ((event: unknown, context: Context) => Promise<unknown>) => {
  const run = createEndAbandoned(openSetup().ending());
  return (_event, context) => run(() => context.getRemainingTimeInMillis() - 1_000);
});

interface Context {
  getRemainingTimeInMillis(): number;
}
