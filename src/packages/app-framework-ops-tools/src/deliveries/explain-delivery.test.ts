import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenDelivery, givenWork } from '../tool-world-ledger.test.support';

const deliveryId = 'aaaaaaaa-cc78-11e3-81ab-4c9367dc0958';
const concluded = 'skipped';
const refused = { kind: 'refused', by: 'branches', value: 'old', meant: 'main, release/**' };
const decided = (leftOut = 0) => ({
  Decisions: {
    S: JSON.stringify({
      workflows: [
        { workflow: 'ci', decisions: [refused, { kind: 'matched', unknown: 'the push was forced' }], job: 'a1' },
        {
          workflow: 'release',
          decisions: [{ ...refused, by: 'event', value: 'push', meant: 'pull_request', concluded }],
        },
        { workflow: 'docs', decisions: [{ kind: 'matched', awaits: 'approval' }], job: 'b2' },
        { workflow: 'ci', trigger: 'nightly', decisions: [{ kind: 'matched' }], job: 'c3' },
      ],
      leftOut,
    }),
  },
});

describe('deliveries explain', () => {
  const world = useToolWorld();
  const explain = (...options: string[]) => runTool(['deliveries', 'explain', deliveryId, ...options]);
  const flat = (text: string) => text.replace(/\s+/g, ' ');

  it('says what each trigger decided, on what value, and what was started', async () => {
    const key = givenDelivery(world().ledger, { deliveryId, handlers: ['workflows'] });
    givenWork(world().ledger, key, 'triggers', decided());
    const { exitCode, stdout } = await explain();

    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^WORKFLOW +TRIGGER +DECISION/m);
    expect(stdout).toMatch(/^ci +1 +refused by branches: it was old/m);
    expect(flat(stdout)).toContain('and what is meant is main, release/**');
    expect(flat(stdout)).toContain('nobody can tell which files changed: the push was forced');
    expect(stdout).toMatch(/^release +1 +refused by event: it was push/m);
    expect(flat(stdout)).toContain(
      'meant is pull_request; where nothing else starts it, its check is concluded as skipped',
    );
    expect(flat(stdout)).toContain('matched; of a fork: it waits until somebody approves its commit');
    expect(stdout).toMatch(/^Started +ci, job a1; docs, job b2; ci \(nightly\), job c3$/m);
    expect(stdout).toMatch(/^ci +nightly +matched$/m);
    expect(stdout).not.toMatch(/Left out|wider/);
  });

  it('is one document for scripts, with replays as decisions of their own', async () => {
    const key = givenDelivery(world().ledger, { deliveryId, handlers: ['workflows'] });
    givenWork(world().ledger, key, 'triggers', decided());
    givenWork(world().ledger, key, 'triggers#r-1', decided(3));
    const { stdout } = await explain('--json');

    const [first, replay] = JSON.parse(stdout).deliveries[0].decided;
    expect(first).toMatchObject({
      workflows: [{ workflow: 'ci', job: 'a1' }, { workflow: 'release' }, { job: 'b2' }, { trigger: 'nightly' }],
      leftOut: 0,
    });
    expect(replay).toMatchObject({ replayId: 'r-1', leftOut: 3 });
    expect((await explain()).stdout).toMatch(/^Left out +3 more workflows/m);
  });

  it('says of which command of a comment it was', async () => {
    const key = givenDelivery(world().ledger, { deliveryId });
    const said = { command: 'deploy', ordinal: 2, nth: 1 };
    const [text] = [JSON.stringify({ ...JSON.parse(decided().Decisions.S), said })];
    givenWork(world().ledger, key, 'triggers##2 deploy 1', { Decisions: { S: text } });
    const { stdout } = await explain();
    expect(stdout).toMatch(/^Command +deploy, the command 2 of its comment$/m);
    expect(stdout).not.toMatch(/^Replay/m);
  });

  it('says where nothing was decided, and why', async () => {
    givenDelivery(world().ledger, { deliveryId, handlers: ['workflows'] });
    expect(flat((await explain()).stdout)).toContain('the handler workflows is at waiting');
    givenDelivery(world().ledger, { deliveryId, appId: 9, handlers: ['greet'] });
    expect((await explain('--app-id', '9')).stdout).toContain('had no workflow for events of its kind');
  });

  it('shows the rest beside what another version wrote', async () => {
    const key = givenDelivery(world().ledger, { deliveryId });
    givenWork(world().ledger, key, 'triggers', { Decisions: { S: '{"workflows":[{}],"leftOut":0}' } });
    givenWork(world().ledger, key, 'triggers#r-1', decided());
    const { exitCode, stdout } = await explain();
    expect([exitCode, flat(stdout)]).toEqual([0, expect.stringContaining('no form that this version knows')]);
    expect(stdout).toMatch(/^Started +unknown$/m);
    expect(stdout).toMatch(/^Started +ci, job a1/m);
  });

  it('fails for what it does not know', async () => {
    expect((await runTool(['deliveries', 'explain', 'bbbbbbbb-cc78-11e3-81ab-4c9367dc0958'])).exitCode).toBe(3);
  });
});
