import { createGitHub } from '../github/github';
import { createTokenSource } from '../runtime/token-source';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { createAppLimits } from './app-limits';
import { createCheckHookUrl } from './hook-url';
import { createLearnApp } from './learn-app';
import { createListedDeliveries } from './listed-deliveries';

export interface GitHubListsSettings {
  readonly tableName: string;
  /** Where Apps are to post to. */
  readonly webhookUrl: string;
}

/** What the sweep asks GitHub, with App tokens of the deployment that the environment names. */
export function openGitHubLists({ tableName, webhookUrl }: GitHubListsSettings) {
  const { onRateLimit, limitOf } = createAppLimits();
  const tokens = createTokenSource();
  const asking = {
    gitHub: createGitHub({ onRateLimit }),
    token: async (appId: number) => (await tokens.appToken({ appId })).token,
  };
  return {
    listed: createListedDeliveries(asking),
    learn: createLearnApp({ ...asking, identities: createAppIdentities({ tableName }) }),
    checkHookUrl: createCheckHookUrl({ ...asking, webhookUrl }),
    limitOf,
  };
}
