import definitions from '@octokit/webhooks-examples';
import { DoNotRetryError } from '../event-context/do-not-retry';
import type { EventContext } from '../handlers/serve-events';
import { taskOf } from '../handlers/task.test.support';
import { createApplyEvent } from '../installations/apply-event';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { useCountedLines } from '../metrics/counted-lines.test.support';
import { createApplyInstallationEvents } from './apply-installation-events';

const appId = 29_310;
const created = example('created');
const createdAt = new Date(1_557_933_591_000);

function example(action: string): Record<string, unknown> {
  const examples: readonly object[] = definitions.find(({ name }) => name === 'installation')?.examples ?? [];
  return { ...examples.find((payload) => 'action' in payload && payload.action === action) };
}

function arrange({ hasRow = true, now = createdAt } = {}) {
  const fake = createFakeInstallationTable();
  const told: unknown[] = [];
  const apply = createApplyInstallationEvents({
    appTable: { getApp: async () => (hasRow ? { appId, kmsKeyArn: 'arn' } : undefined) },
    applyEvent: createApplyEvent(fake),
    now: () => now,
  });
  const context = (payload: unknown, ofApp = appId): EventContext => ({
    event: 'installation',
    payload,
    delivery: taskOf({ app_id: ofApp, received_at: createdAt.toISOString() }).detail,
    handler: 'installations',
    attempt: 1,
    isRepeated: false,
    isLastAttempt: false,
    isLastWait: false,
    remainingMilliseconds: () => 10_000,
    logger: {
      info: (message, fields) => void told.push([message, fields]),
      warn: () => undefined,
      error: () => undefined,
    },
    doNotRetry: (reason) => {
      throw new DoNotRetryError(reason);
    },
  });
  return { kept: fake.kept, told, run: (payload: unknown, ofApp?: number) => apply(context(payload, ofApp)) };
}

describe('createApplyInstallationEvents', () => {
  it('writes the row of an installation that was created, and removes it when it ends', async () => {
    const { run, kept } = arrange();

    await run(created);
    expect([...kept.values()]).toEqual([expect.objectContaining({ appId, installationId: 957_387 })]);
    await run({ ...created, action: 'deleted' });
    expect(kept.size).toBe(0);
  });

  it('tells the time of this try: an old event that is replayed brings back no installation', async () => {
    const { run, kept, told } = arrange({ now: new Date(createdAt.getTime() + 86_400_000) });

    await run(created);

    expect(kept.size).toBe(0);
    expect(told).toEqual([['installation event applied', expect.objectContaining({ outcome: 'stale' })]]);
  });

  it('takes what names the installation only, as GitHub tells of a new name of its account', async () => {
    const { run, told } = arrange();

    await run({ action: 'renamed', installation: { id: 957_387, node_id: 'MDQ6' }, account: { login: 'octo-org' } });

    expect(told).toEqual([['installation event applied', expect.objectContaining({ appId })]]);
  });

  it('keeps nothing for an App that has no row', async () => {
    const { run, kept, told } = arrange({ hasRow: false });

    await run(created);

    expect(kept.size).toBe(0);
    expect(told).toEqual([['App has no row: its installations are not kept', { appId }]]);
  });

  it('refuses a payload about another App than the one whose secret signed it', async () => {
    const { run, kept } = arrange();

    await expect(run(created, 5)).rejects.toThrow('about App 29310, and was signed with the secret of App 5');
    expect(kept.size).toBe(0);
  });
});

describe('what is counted of installations', () => {
  const { counted } = useCountedLines();

  it('is each that ended, once', async () => {
    const { run } = arrange();
    await run(created);
    expect(counted()).toEqual([]);
    await run({ ...created, action: 'deleted' });
    await run({ ...created, action: 'deleted' });
    expect(counted()).toEqual([['InstallationDeleted', 1]]);
  });
});
