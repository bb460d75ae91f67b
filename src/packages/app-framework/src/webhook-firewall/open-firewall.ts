import { createGitHub } from '../github/github';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { logInfo } from '../lambda/logger';
import { createAddressSets } from './address-set-waf';
import { blocksIn } from './hook-ranges';
import type { KeptRanges } from './keep-hook-ranges';

/** Environment that the function needs. */
export interface KeepHookRangesEnvironment {
  readonly WEBHOOK_DEPLOYMENT: string;
  readonly IPV4_SET_NAME: string;
  readonly IPV6_SET_NAME: string;
  /** Addresses that no API tells of, with commas between them; absent where there are none. */
  readonly GIVEN_ADDRESSES?: string;
  /** API that tells GitHub's addresses; absent where all are given. */
  readonly HOOK_RANGES_API_URL?: string;
}

/** The sets of the firewall, and where the addresses in them come from. */
export function openFirewall(): KeptRanges {
  const variable = requiredVariable<keyof KeepHookRangesEnvironment>;
  const names = { IPV4: variable('IPV4_SET_NAME'), IPV6: variable('IPV6_SET_NAME') };
  return {
    github: createGitHub({ write: logInfo }),
    gitHubApiUrl: optionalVariable('HOOK_RANGES_API_URL' satisfies keyof KeepHookRangesEnvironment),
    given: blocksIn(optionalVariable('GIVEN_ADDRESSES' satisfies keyof KeepHookRangesEnvironment)),
    openSets: (remainingMilliseconds) => createAddressSets({ names, remainingMilliseconds }),
  };
}
