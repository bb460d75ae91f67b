import fc from 'fast-check';
import { createApplyEvent } from '../installations/apply-event';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { gitHubInstallation, rowOf } from '../installations/github-account.test.support';
import type { ListedPage } from '../installations/github-installations';
import { isOdd, parseInstallation } from '../installations/installation';
import type { InstallationRow } from '../installations/installation-item';
import { createFakePlace } from './fake-sync-place.test.support';
import { createSync } from './sync';

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

const begin = Date.parse('2026-11-01T12:00:00Z');
const pageSize = 2;

/** What happens to an account while syncs run: it installs the App, removes it, suspends it, or ends that. */
const happening = fc.record({
  account: fc.integer({ min: 0, max: 6 }),
  what: fc.constantFrom('install', 'uninstall', 'suspend', 'unsuspend'),
});

interface Present {
  readonly id: number;
  readonly account: number;
  readonly suspendedAt?: string;
}

/** A GitHub with installations that come and go, and the events that it sends. */
function createLiveGitHub() {
  let ticks = 0;
  let lastId = 0;
  let present: readonly Present[] = [];
  const now = () => {
    ticks += 1_000;
    return new Date(begin + ticks);
  };
  const wordsOf = ({ id, account, suspendedAt }: Present) => ({
    ...gitHubInstallation({ id, login: `a${account}`, ...(suspendedAt && { suspendedAt }) }),
    app_id: 1,
    updated_at: new Date(begin + ticks).toISOString(),
  });
  const read = (one: Present) => {
    const parsed = parseInstallation(1, wordsOf(one));
    if (isOdd(parsed)) throw new Error(parsed.reason);
    return parsed;
  };
  return {
    now,
    read,
    present: () => present,
    isPresent: (id: number) => present.some((one) => one.id === id),
    page: (page: number) => present.slice((page - 1) * pageSize, page * pageSize).map(read),
    pages: () => Math.max(Math.ceil(present.length / pageSize), 1),
    find: (id: number) => present.filter((one) => one.id === id).map(read)[0],
    /** The payload of the event, where something happened. */
    happen({ account, what }: { account: number; what: string }): object | undefined {
      const one = present.find((candidate) => candidate.account === account);
      const others = present.filter((candidate) => candidate !== one);
      const at = now().toISOString();
      if (what === 'install') {
        if (one) return undefined;
        lastId += 1;
        const created = { id: lastId, account };
        present = [...present, created];
        return { action: 'created', installation: wordsOf(created) };
      }
      if (!one) return undefined;
      if (what === 'uninstall') {
        present = others;
        return { action: 'deleted', installation: wordsOf(one) };
      }
      const changed = { id: one.id, account, ...(what === 'suspend' && { suspendedAt: at }) };
      present = present.map((candidate) => (candidate === one ? changed : candidate));
      return { action: what, installation: wordsOf(changed) };
    },
  };
}

describe('createSync while other syncs run, events arrive and installations come and go', () => {
  it('never removes what is there, never sets a row back, and is right once all is quiet', async () => {
    const before = fc.array(happening, { maxLength: 10 });
    const meanwhile = fc.array(happening, { maxLength: 8 });
    const runs = fc.integer({ min: 1, max: 3 });
    await fc.assert(
      fc.asyncProperty(before, meanwhile, runs, fc.scheduler(), async (past, happenings, syncs, scheduler) => {
        const gitHub = createLiveGitHub();
        for (const one of past) gitHub.happen(one);
        const fake = createFakeInstallationTable(
          ...gitHub.present().map((one) => ({ ...gitHub.read(one), lastRefreshed: new Date(begin).toISOString() })),
          rowOf({ id: 900, login: 'gone', appId: 1, lastRefreshed: new Date(begin).toISOString() }),
        );
        const { kept, writes } = fake;
        // A sync catches what is thrown within an App.
        const wrong: string[] = [];
        const watched = watch(kept, wrong);
        const remove: typeof fake.table.remove = async (row, olderThan) => {
          const outcome = await fake.table.remove(row, olderThan);
          if (outcome === 'removed' && gitHub.isPresent(row.installationId))
            wrong.push(`removed ${row.installationId}`);
          watched();
          return outcome;
        };
        const put: typeof fake.table.put = async (installation, askedAt) => {
          const outcome = await fake.table.put(installation, askedAt);
          watched();
          return outcome;
        };
        const swap: typeof fake.eventTable.swap = async (change) => {
          const outcome = await fake.eventTable.swap(change);
          watched();
          return outcome;
        };
        const removeEnded: typeof fake.eventTable.removeEnded = async (ended) => {
          const outcome = await fake.eventTable.removeEnded(ended);
          watched();
          return outcome;
        };
        const syncOver = (
          slowly: <In extends unknown[], Out>(run: (...input: In) => Promise<Out>) => (...input: In) => Promise<Out>,
        ) =>
          createSync({
            appTable: { listAppIds: async () => [1] },
            appTokens: {
              readAgain: async () => undefined,
              mint: () => Promise.reject(new Error('GitHub is asked without one here')),
            },
            atGitHub: {
              now: gitHub.now,
              findById: slowly(async (_app: unknown, id: number) => gitHub.find(id)),
              async *pages(): AsyncGenerator<ListedPage> {
                for (let page = 1; page === 1 || page <= gitHub.pages(); page += 1) {
                  const askedAt = gitHub.now();
                  yield { installations: await slowly(async () => gitHub.page(page))(), odd: [], askedAt };
                }
              },
            },
            table: { findAll: slowly(fake.table.findAll), put: slowly(put), remove: slowly(remove) },
            place: createFakePlace(),
          });
        const applyEvent = createApplyEvent({
          table: { ...fake.table, get: scheduler.scheduleFunction(fake.table.get) },
          eventTable: { swap: scheduler.scheduleFunction(swap), removeEnded },
        });

        const overlapping = syncOver((run) => scheduler.scheduleFunction(run));
        const all = [
          ...Array.from({ length: syncs }, () => overlapping(() => 600_000)),
          ...happenings.map(async (one) => {
            const payload = await scheduler.schedule(Promise.resolve()).then(() => gitHub.happen(one));
            await scheduler.schedule(Promise.resolve());
            await untilApplied(() => applyEvent({ name: 'installation', payload, receivedAt: gitHub.now() }));
          }),
        ];
        await scheduler.waitFor(Promise.all(all));

        const quiet = syncOver((run) => run);
        await quiet(() => 600_000);
        expect(wrong).toEqual([]);
        const told = [...kept.values()].map(({ installationId, nodeId, suspendedAt }) => ({
          installationId,
          nodeId,
          suspendedAt,
        }));
        const right = gitHub.present().map(gitHub.read);
        expect(told).toHaveLength(right.length);
        for (const { installationId, nodeId, suspendedAt } of right) {
          expect(told).toContainEqual({ installationId, nodeId, suspendedAt });
        }
        writes.length = 0;
        await quiet(() => 600_000);
        expect(writes).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** Looks at all rows after each write: no row knows less than before. */
function watch(kept: ReadonlyMap<string, InstallationRow>, wrong: string[]) {
  let seen = new Map(kept);
  return () => {
    for (const [key, row] of kept) {
      const before = seen.get(key);
      if (before && String(row.lastRefreshed) < String(before.lastRefreshed)) wrong.push(`set back ${key}`);
    }
    seen = new Map(kept);
  };
}

/** As a bus delivers: what failed because others changed the row meanwhile comes again. */
async function untilApplied(apply: () => Promise<unknown>): Promise<void> {
  try {
    await apply();
  } catch (error) {
    if (!(error instanceof Error && error.message.endsWith('Apply it again.'))) throw error;
    await untilApplied(apply);
  }
}
