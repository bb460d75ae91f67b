import { serveHttp } from '../http/http-edge';
import { openedLate } from '../lambda/opened-late';
import { createCheckHealth } from './check-health';
import { openHealth } from './open-health';
import { createShowHealth } from './show-health';

const { toCheck, toShow } = openHealth();

export const handler = openedLate(() => createCheckHealth(toCheck()));
export const show = openedLate(() => serveHttp(createShowHealth(toShow())));
