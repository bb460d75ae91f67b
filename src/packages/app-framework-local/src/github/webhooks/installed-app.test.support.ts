import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { createGitHubControl, type GitHubControl } from '../control/control-client';
import type { MadeApp } from '../control/control-shapes';
import type { AppPermissions } from '../server/schemas';
import { type LocalGitHub, startGitHub } from '../server/start';
import { type Endpoint, hookSecret, openEndpoint } from './endpoint.test.support';

export interface Installed {
  readonly app: MadeApp;
  readonly installationId: number;
  /** Acts as the installation. */
  readonly octokit: Octokit;
}

export interface HookedGitHub {
  readonly gitHub: LocalGitHub;
  readonly control: GitHubControl;
  readonly endpoint: Endpoint;
  install(asked?: { slug?: string; permissions?: AppPermissions }): Promise<Installed>;
  /** Waits until no delivery is on its way: the events that came, as `<event>.<action>`. */
  posted(): Promise<string[]>;
  stop(): Promise<void>;
}

/** A local GitHub with `acme/web` in it, and an endpoint for the events of the Apps that are installed there. */
export async function startHookedGitHub(): Promise<HookedGitHub> {
  const gitHub = await startGitHub();
  const control = createGitHubControl(gitHub.url);
  const endpoint = await openEndpoint();
  await control.createAccount({ login: 'acme', type: 'Organization' });
  await control.createAccount({ login: 'jane', type: 'User' });
  await control.createRepository({ owner: 'acme', name: 'web' });
  // One after the other, so that the order is that of what happened.
  await control.setWebhookSettings({ concurrency: 1 });

  return {
    gitHub,
    control,
    endpoint,
    async install(asked = {}) {
      const app = await control.createApp(asked);
      const { id } = await control.install({ appId: app.appId, account: 'acme' });
      await control.setWebhook(app.appId, { url: endpoint.url, secret: hookSecret });
      const auth = { appId: app.appId, privateKey: app.pem, installationId: id };
      const octokit = new Octokit({ baseUrl: gitHub.url, authStrategy: createAppAuth, auth, log: silent });
      return { app, installationId: id, octokit };
    },
    async posted() {
      await control.webhooksSettled();
      return endpoint.events();
    },
    async stop() {
      await gitHub.stop();
      await endpoint.close();
    },
  };
}

/** A place of that kind with an App on it, new before each test of the block. */
export function useHookedGitHub(asked: { slug?: string; permissions?: AppPermissions } = { slug: 'robot' }) {
  let place: HookedGitHub;
  let bot: Installed;
  // Keys of 2,048 bits take a busy machine seconds.
  beforeEach(async () => {
    place = await startHookedGitHub();
    bot = await place.install(asked);
  });
  afterEach(() => place.stop());
  return { place: () => place, bot: () => bot };
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
