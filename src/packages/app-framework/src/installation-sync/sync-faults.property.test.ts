import fc from 'fast-check';
import { serverSideError } from '../api/api-error';
import { type FakeGitHub, type Reply, startFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { gitHubInstallation, rowOf } from '../installations/github-account.test.support';
import { createGitHubInstallations } from '../installations/github-installations';
import type { InstallationRow } from '../installations/installation-item';
import { createFakePlace } from './fake-sync-place.test.support';
import { createSync } from './sync';

const many = 1_000;
const pages = many / 100;
const earlier = '2026-11-01T11:00:00.000Z';
const world = Array.from({ length: many }, (_, index) => ({
  id: 1_000_001 + index,
  login: `org-${index}`,
  ...(index % 7 === 0 && { suspendedAt: '2026-01-01T00:00:00Z' }),
}));
const rowOfWorld = new Map(world.map((installation) => [installation.id, rowOf({ ...installation, appId: 1 })]));

let server: FakeGitHub;
/** What goes wrong with a page of the list, each time that it is asked for. */
let faults: ReadonlyMap<number, Fault>;
beforeAll(async () => {
  server = await startFakeGitHub();
  server.on('GET /app/installations', ({ query }) => {
    const page = Number(query.page ?? 1);
    const listed = world.slice((page - 1) * 100, page * 100).map(gitHubInstallation);
    const link = `<${server.url}/app/installations?per_page=100&page=${page + 1}>; rel="next"`;
    const whole: WholePage = { body: listed, headers: page < pages ? { link } : {} };
    const fault = faults.get(page);
    return fault ? broken(whole, fault) : whole;
  });
  for (const installation of world) {
    server.on(`GET /app/installations/${installation.id}`, { body: gitHubInstallation(installation) });
  }
});
afterAll(() => server.stop());
beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const kinds = ['failing', 'cut off', 'denied', 'missing', 'throttled', 'no list', 'no JSON', 'shifted', 'odd'] as const;
type Fault = (typeof kinds)[number];

interface WholePage {
  readonly body: readonly object[];
  readonly headers: Readonly<Record<string, string>>;
}

function broken(whole: WholePage, fault: Fault): Reply {
  switch (fault) {
    case 'failing':
      return { status: 502, body: { message: 'bad gateway' } };
    case 'cut off':
      return { cutOff: true };
    case 'denied':
      return { status: 401, body: { message: 'Bad credentials' } };
    case 'missing':
      return { status: 404, body: { message: 'Not Found' } };
    case 'throttled':
      return { status: 429, headers: { 'retry-after': '3600' }, body: { message: 'slow down' } };
    case 'no list':
      return { body: { message: 'hello' }, headers: whole.headers };
    case 'no JSON':
      return { body: '<html>', headers: { ...whole.headers, 'content-type': 'text/html' } };
    case 'shifted':
      return { ...whole, body: whole.body.slice(3) };
    case 'odd':
      return {
        ...whole,
        body: whole.body.map((entry, index) => (index % 10 === 0 ? { ...entry, account: null } : entry)),
      };
  }
}

/** The rows before: of each installation the right one, none, one that is out of date, or one of its predecessor; and some of gone ones. */
function rowsBefore(states: readonly number[]): InstallationRow[] {
  const known = world.flatMap((installation, index) => {
    const row = rowOf({ ...installation, appId: 1, lastRefreshed: earlier });
    const state = states[index % states.length];
    if (state === 0) return [];
    if (state === 1) return [{ ...row, permissions: { metadata: 'write' } }];
    return [state === 2 ? { ...row, installationId: row.installationId - 1_000_000 } : row];
  });
  const gone = [1, 2, 3].map((id) =>
    rowOf({ id: 500_000 + id, login: `gone-${id}`, appId: 1, lastRefreshed: earlier }),
  );
  return [...known, ...gone, rowOf({ id: 9_000, login: 'org-1', appId: 2, lastRefreshed: earlier })];
}

describe('createSync with 1,000 installations, whatever GitHub does', () => {
  it('removes no installation that is there, writes no row of another account, and is right after the first run without faults', async () => {
    const states = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 13 });
    const onPages = (...faulty: readonly Fault[]) =>
      fc.array(fc.tuple(fc.integer({ min: 1, max: pages }), fc.constantFrom(...faulty)), {
        minLength: 1,
        maxLength: 4,
      });
    const faultyRun = fc.oneof(onPages(...kinds), onPages('shifted', 'odd'));
    const runs = fc.array(faultyRun, { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(states, runs, async (before, faultyRuns) => {
        const { table, kept, writes } = createFakeInstallationTable(...rowsBefore(before));
        const removed: number[] = [];
        let hours = 0;
        const sync = createSync({
          appTable: { listAppIds: async () => [1, 2] },
          appTokens: {
            readAgain: async () => undefined,
            mint: async (appId) => {
              // App 2 has a key that cannot sign.
              if (appId === 2) throw serverSideError('cannot sign');
              return { appId, token: 'jwt', expiresAt: new Date(), gitHubApiUrl: server.url };
            },
          },
          atGitHub: createGitHubInstallations({
            gitHub: createGitHub({ retryMilliseconds: 1, now: () => new Date(Date.now() + hours * 3_600_000) }),
            gitHubApiUrl: server.url,
          }),
          table: {
            ...table,
            async remove(row, olderThan) {
              const outcome = await table.remove(row, olderThan);
              if (outcome === 'removed') removed.push(row.installationId);
              return outcome;
            },
          },
          place: createFakePlace(),
        });
        // What GitHub said to wait is over by the next run.
        const run = () => {
          hours += 2;
          return sync(() => 600_000);
        };

        for (const faulty of faultyRuns) {
          faults = new Map(faulty);
          const { failures } = await run();
          const isListed = [...faults.values()].every((fault) => fault === 'shifted' || fault === 'odd');
          expect(failures.map(({ appId }) => appId).sort()).toEqual(isListed ? [2] : [1, 2]);
          // A row of a predecessor may go: that installation is not there.
          expect(removed.filter((id) => rowOfWorld.has(id))).toEqual([]);
          for (const row of kept.values()) if (row.lastRefreshed !== earlier) expectRight(row);
        }

        faults = new Map();
        expect((await run()).failures).toEqual([{ appId: 2, reason: 'cannot sign' }]);
        expect(kept.size).toBe(many + 1);
        for (const row of kept.values()) if (row.appId === 1) expectRight(row);
        writes.length = 0;
        const { counts } = await run();
        expect(counts).toMatchObject({ unchanged: many, written: 0, removed: 0 });
        expect(writes).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });
});

function expectRight({ lastRefreshed: _lastRefreshed, ...row }: InstallationRow): void {
  expect(row).toEqual(rowOfWorld.get(row.installationId));
}
