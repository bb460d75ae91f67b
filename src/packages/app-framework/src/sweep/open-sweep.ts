import { createGitHub } from '../github/github';
import { optionalVariable, requiredVariable } from '../lambda/environment';
import { logInfo } from '../lambda/logger';
import { createTokenSource } from '../runtime/token-source';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { createAppLimits } from './app-limits';
import { createCheckHookUrl } from './hook-url';
import { createLearnApp } from './learn-app';
import { createListedDeliveries } from './listed-deliveries';
import { createSweepTable } from './sweep-table';
import { createSweptApps, parseAppUrls } from './swept-apps';

/** Environment that names the ledger and the Apps whose lists are read. */
export interface SweepEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  /** Base URLs by App as JSON, `{"default": "https://api.github.com"}`; without `default`, only those that are named. */
  readonly SWEPT_APPS: string;
  /** Where Apps are to post to. */
  readonly WEBHOOK_URL: string;
  /** There where Apps are named by their secrets. */
  readonly WEBHOOK_SECRET_ARN?: string;
}

/** The ledger, and what GitHub is asked with App tokens of the deployment that the environment names. */
export function openSweep() {
  const variable = requiredVariable<keyof SweepEnvironment>;
  const tableName = variable('LEDGER_TABLE_NAME');
  const secretArn = optionalVariable('WEBHOOK_SECRET_ARN' satisfies keyof SweepEnvironment);
  const { onRateLimit, limitOf } = createAppLimits();
  const tokens = createTokenSource();
  const asking = {
    gitHub: createGitHub({ write: logInfo, onRateLimit }),
    token: async (appId: number) => (await tokens.appToken({ appId })).token,
  };
  return {
    table: createSweepTable({ tableName }),
    sweptApps: createSweptApps({
      urls: parseAppUrls(variable('SWEPT_APPS')),
      readSecret: secretArn === undefined ? undefined : createSecretReader({ secretArn }),
    }),
    listed: createListedDeliveries(asking),
    learn: createLearnApp({ ...asking, identities: createAppIdentities({ tableName }) }),
    checkHookUrl: createCheckHookUrl({ ...asking, webhookUrl: variable('WEBHOOK_URL') }),
    limitOf,
  };
}
