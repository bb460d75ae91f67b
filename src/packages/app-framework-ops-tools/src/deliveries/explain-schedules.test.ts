import { runTool, useToolWorld } from '../tool-world.test.support';

const at = '2026-11-30T02:00:00.000Z';
const decided = (told: object) => ({ Decisions: { S: JSON.stringify({ workflows: [told], leftOut: 0 }) } });

describe('deliveries explain of a schedule', () => {
  const world = useToolWorld();
  const explain = (delivery: string, ...options: string[]) => runTool(['deliveries', 'explain', delivery, ...options]);
  const given = (part: string, more: object) =>
    world().ledger.rows.push({ Delivery: { S: `schedule#${at}` }, Part: { S: part }, ...more });
  const place = { AppId: { N: '7' }, InstallationId: { N: '8' } };
  const gone = { kind: 'refused', by: 'commit', value: 'no branch', meant: 'a commit' };
  beforeEach(() => {
    const web = { ...place, Repository: { S: 'octo-org/web' } };
    given('7#8#5#ci', { ...web, ...decided({ workflow: 'ci', decisions: [{ kind: 'matched' }], job: 'a1' }) });
    const empty = { ...place, Repository: { S: 'octo-org/empty' } };
    given('7#8#6#night', { ...empty, ...decided({ workflow: 'ci', trigger: 'night', decisions: [gone] }) });
    given('9###x', { AppId: { N: '9' }, ...decided({ workflow: '', trigger: 'x', decisions: [gone] }) });
  });

  it('says for each repository what its time started, or why nothing', async () => {
    const { exitCode, stdout } = await explain('schedule 2026-11-30T02:00:00Z', '--app-id', '7');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^INSTALLATION +REPOSITORY +WORKFLOW +TRIGGER +DECISION/m);
    expect(stdout).toMatch(/^8 +octo-org\/web +ci +1 +matched$/m);
    expect(stdout.replace(/\s+/g, ' ')).toContain('octo-org/empty ci night refused by commit: it was no branch');
    expect(stdout).toMatch(/^Started +ci, job a1$/m);
  });

  it('takes a time without a zone for one of UTC, and none that only the zone of whoever asks makes a time', async () => {
    const { schedules } = JSON.parse((await explain('schedule 2026-11-30T02:00', '--json')).stdout);
    expect(schedules).toHaveLength(3);
    expect(await explain('schedule 2026-11-30 02:00')).toMatchObject({ exitCode: 2 });
    expect(await explain('schedule 30 Nov 2026 02:00')).toMatchObject({ exitCode: 2 });
  });

  it('is one document for scripts, of all Apps', async () => {
    const { schedules } = JSON.parse((await explain(`schedule ${at}`, '--json')).stdout);
    expect(schedules).toMatchObject([
      { appId: 7, installationId: 8, repository: 'octo-org/web' },
      { repository: 'octo-org/empty', decided: { workflows: [{ decisions: [gone] }] } },
      { appId: 9 },
    ]);
  });

  it('fails for what is no time, and where nothing was due', async () => {
    expect(await explain('schedule at night')).toMatchObject({ exitCode: 2 });
    expect(await explain('schedule 2026-02-30T02:00Z')).toMatchObject({ exitCode: 2 });
    const none = await explain('schedule 2026-11-30T03:00:00Z');
    expect([none.exitCode, none.stderr]).toEqual([3, expect.stringContaining('none was due then')]);
  });
});
