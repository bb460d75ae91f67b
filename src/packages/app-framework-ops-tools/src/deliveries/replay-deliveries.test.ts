import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenDelivery, routingRow } from '../tool-world-ledger.test.support';

const id = (digit: string) => `${digit.repeat(8)}-cc78-11e3-81ab-4c9367dc0958`;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

interface Asked {
  readonly replayId: string;
  readonly handler?: string;
  readonly keys: readonly string[];
  readonly progress: string;
}

describe('deliveries replay', () => {
  const world = useToolWorld();
  let asked: Asked[];
  let failAfter: number;
  let failing: readonly string[];
  beforeEach(() => {
    asked = [];
    failAfter = Number.POSITIVE_INFINITY;
    failing = [];
    const { ledger } = world();
    ledger.rows.push(routingRow([{ name: 'greet', events: ['issues'], actions: ['opened'] }]));
    givenDelivery(ledger, { deliveryId: id('a'), receivedAt: ago(120) });
    givenDelivery(ledger, { deliveryId: id('b'), receivedAt: ago(60) });
    givenDelivery(ledger, { deliveryId: id('c'), receivedAt: ago(30), more: { Action: { S: 'closed' } } });
    givenDelivery(ledger, { deliveryId: id('d'), receivedAt: ago(10) });
    givenDelivery(ledger, { deliveryId: id('e'), receivedAt: ago(60 * 30) });
    world()
      .aws.lambda.on(InvokeCommand)
      .callsFake(({ Payload }) => {
        const { replay } = JSON.parse(Buffer.from(Payload).toString());
        if (asked.length >= failAfter) throw new Error('the connection was lost');
        asked.push(replay);
        ledger.rows.unshift({
          Delivery: { S: `replay#${replay.replayId}` },
          Part: { S: 'replay' },
          Progress: { S: replay.progress },
        });
        const repetitions = replay.keys.map((key: string) => ({
          key,
          outcome: failing.some((one) => key.endsWith(one)) ? 'failed' : 'sent',
        }));
        return { Payload: Buffer.from(JSON.stringify({ repetitions })) };
      });
  });

  const replay = (...args: string[]) => runTool(['deliveries', 'replay', '--rate', '10000', ...args]);
  const sent = () => asked.map(({ keys }) => keys.map((key) => key.slice(17, 18)).join('')).join(' ');

  it('replays what the rule of a handler is for, oldest first, under one id', async () => {
    const { exitCode, stdout } = await replay('--to', 'greet', '--yes');
    expect(exitCode).toBe(0);
    expect(sent()).toBe('abd');
    expect(asked[0]).toMatchObject({ handler: 'greet', replayId: expect.stringMatching(/^replay-[0-9a-f]{8}$/) });
    expect(stdout).toContain(`Replay ${asked[0]?.replayId}: 3 sent again.`);
  });

  it('replays to the bus what the filters say', async () => {
    await replay('--to-bus', '--since', '2d', '--until', '45m', '--event', 'issues', '--yes');
    expect(sent()).toBe('eab');
    expect(asked[0]).not.toHaveProperty('handler');
  });

  it('says in a dry run what it would replay, and starts nothing', async () => {
    const { exitCode, stdout } = await replay('--to', 'greet', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Would replay +3 deliveries to greet/);
    expect(stdout).toMatch(/Events +issues 3/);
    const { stdout: json } = await replay('--to-bus', '--dry-run', '--json');
    expect(JSON.parse(json)).toMatchObject({ dryRun: true, count: 4, events: { issues: 4 } });
    expect(asked).toEqual([]);
  });

  it('asks first, and obeys', async () => {
    const no = await runTool(['deliveries', 'replay', '--to', 'greet'], { answer: 'no' });
    expect(no).toMatchObject({ exitCode: 4, questions: [expect.stringContaining('Replay 3 deliveries to greet?')] });
    expect(await replay('--to-bus')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--dry-run') });
    expect(asked).toEqual([]);
  });

  it('goes on where it was stopped, with the same deliveries under the same id', async () => {
    failAfter = 1;
    const lost = await replay('--to', 'greet', '--rate', '2', '--yes');
    expect(lost).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Stopped by a failure. Go on .* --resume replay-/),
    });
    expect(sent()).toBe('ab');
    failAfter = Number.POSITIVE_INFINITY;
    givenDelivery(world().ledger, { deliveryId: id('f'), receivedAt: new Date() });
    const [{ replayId = '' } = {}] = asked;
    const { exitCode, stdout } = await replay('--resume', replayId, '--yes');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `Replay ${replayId}: 1 sent again.\n` });
    expect(sent()).toBe('ab d');
    expect(asked.map((each) => each.replayId)).toEqual([replayId, replayId]);
    expect((await replay('--resume', replayId, '--yes')).stdout).toContain('nothing was done');
  });

  it.each([
    ['the first', 'a', 'abd'],
    ['one in the middle', 'b', 'bd'],
    ['the last', 'd', 'd'],
  ])('goes on with what failed: %s', async (_which, failed, again) => {
    failing = [id(failed)];
    const first = await replay('--to', 'greet', '--rate', '2', '--yes');
    const [{ replayId = '' } = {}] = asked;
    expect(first.exitCode).toBe(6);
    expect(first.stdout).toMatch(new RegExp(`1 failed[^]*Go on with: deliveries replay --resume ${replayId}`));
    failing = [];
    asked = [];
    expect((await replay('--resume', replayId, '--yes')).exitCode).toBe(0);
    expect(sent()).toBe(again);
    expect((await replay('--resume', replayId, '--yes')).stdout).toContain('nothing was done');
  });

  it('sends no more a second than it may', async () => {
    const begun = performance.now();
    await replay('--to', 'greet', '--rate', '2', '--yes');
    expect(sent()).toBe('ab d');
    expect(performance.now() - begun).toBeGreaterThan(950);
  });

  it('refuses what it cannot do', async () => {
    expect(await replay('--yes')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--to-bus') });
    const gone = await replay('--to', 'gone', '--yes');
    expect(gone).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('It has: greet, label.') });
    expect(await replay('--resume', 'replay-0', '--yes')).toMatchObject({ exitCode: 3 });
    expect(await replay('--to', 'greet', '--to-bus')).toMatchObject({ exitCode: 2 });
    expect((await replay('--to', 'greet', '--app-id', '5', '--yes')).stdout).toContain('nothing was done');
    expect(asked).toEqual([]);
  });
});
