import { createBrowserBinding } from '../http/browser-binding';

/** As long as what is kept of a setup can be gone on with. */
const lifetimeSeconds = 24 * 3_600;

export const { browserFor, browserOf, browserOfState, cookieOf, stateOf } = createBrowserBinding({
  of: 'setup',
  lifetimeSeconds,
});
