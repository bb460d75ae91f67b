import { createKeepHookRanges } from './keep-hook-ranges';
import { openFirewall } from './open-firewall';

export type { KeepHookRangesEnvironment } from './open-firewall';

export const handler = createKeepHookRanges(openFirewall());
