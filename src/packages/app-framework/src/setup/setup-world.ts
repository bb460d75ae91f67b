import type { GitHub } from '../github/github';
import type { ProveApp } from '../key-import/prove-app';
import type { SetupKeys } from '../registrations/new-app-keys';
import type { createSetupSecrets } from '../registrations/new-app-secret';
import type { RegisteredApps } from '../registrations/registered-app-table';
import type { EventRoute } from '../routes/event-route';
import type { AppSettings } from './app-manifest';
import type { Setups } from './setup-table';

export interface SetupCollaborators {
  readonly setups: Setups;
  readonly keys: SetupKeys;
  readonly secrets: ReturnType<typeof createSetupSecrets>;
  readonly registered: Pick<RegisteredApps, 'write' | 'ids'>;
  /** Apps besides those with a row. */
  readonly knownApps: {
    /** By the stack. */
    readonly named: readonly number[];
    /** That deliveries came from. */
    readonly seen: (remainingMilliseconds: () => number) => Promise<readonly number[]>;
  };
  readonly gitHub: GitHub;
  readonly proveApp: ProveApp;
  /** Who handles what in this deployment. */
  readonly readRoutes: (remainingMilliseconds: () => number) => Promise<readonly EventRoute[]>;
  readonly settings: AppSettings;
  /** Base URL that browsers reach the pages under, with a slash at its end: from configuration, never from a request. */
  readonly baseUrl: string;
  readonly webhookUrl: string;
  /** Page that knows for whom an App was installed, where there is one. */
  readonly installLinks?: string;
  /** Whether deliveries are taken of Apps that the stack does not name. */
  readonly takes: 'every App' | 'named Apps';
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}
