import { notFound } from '../api/api-error';
import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { type DescribedInstallation, pagedInstallations } from '../installations/github-account.test.support';
import { createGitHubInstallations } from '../installations/github-installations';
import type { InstallationRow } from '../installations/installation-item';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { createFakePlace } from './fake-sync-place.test.support';
import { createSync } from './sync';

export const started = new Date('2026-11-01T12:00:00Z');

/** For the tests of a file: Apps at GitHub, rows of them, and the sync of both. */
export function useSync() {
  const servers: FakeGitHub[] = [];
  const logged = givenLoggedLines();
  beforeEach(() => {
    process.env.APP_TABLE_NAME = 'apps';
  });
  afterEach(async () => {
    delete process.env.APP_TABLE_NAME;
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  /** Each App has a GitHub of its own, so that their requests can be told apart. */
  async function arrange({
    apps,
    rows = [],
  }: {
    apps: Record<number, DescribedInstallation[]>;
    rows?: InstallationRow[];
  }) {
    const fake = createFakeInstallationTable(...rows);
    const hosts = new Map<number, FakeGitHub>();
    for (const [appId, installations] of Object.entries(apps)) {
      const server = await startFakeGitHub();
      servers.push(server);
      hosts.set(Number(appId), server);
      server.on('GET /app/installations', pagedInstallations(server.url, installations));
    }
    const hostOf = (appId: number): FakeGitHub => {
      const host = hosts.get(appId);
      if (!host) throw notFound(`App ${appId} is not known here`);
      return host;
    };
    const appIds = [...hosts.keys()];
    const place = createFakePlace();
    const reread: number[] = [];
    const sync = createSync({
      appTable: { listAppIds: async () => appIds },
      appTokens: {
        readAgain: async (appId) => {
          hostOf(appId);
          reread.push(appId);
        },
        mint: async (appId) => ({ appId, token: 'jwt', expiresAt: started, gitHubApiUrl: hostOf(appId).url }),
      },
      atGitHub: createGitHubInstallations({
        gitHub: createGitHub({ retryMilliseconds: 1 }),
        gitHubApiUrl: 'http://127.0.0.1:9',
        now: () => started,
      }),
      table: fake.table,
      place,
    });
    return { ...fake, hostOf, appIds, place, reread, sync: () => sync(() => 20_000), run: sync };
  }

  return { arrange, logged };
}
