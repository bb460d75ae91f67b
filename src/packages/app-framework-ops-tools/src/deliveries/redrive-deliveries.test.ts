import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runTool, useToolWorld } from '../tool-world.test.support';
import { givenDelivery, givenWork, parkedRow } from '../tool-world-ledger.test.support';

const id = (digit: string) => `${digit.repeat(8)}-cc78-11e3-81ab-4c9367dc0958`;

describe('deliveries redrive', () => {
  const world = useToolWorld();
  let asked: { key: string; handler: string; replayId?: string }[];
  beforeEach(() => {
    asked = [];
    answerWith('sent');
    const old = new Date('2026-11-01T07:00:00Z');
    const first = givenDelivery(world().ledger, { deliveryId: id('a'), receivedAt: old, handlers: ['greet', 'label'] });
    givenWork(world().ledger, first, 'handler#greet', parkedRow(id('a'), 'Error: no'));
    // It was reopened, and not sent.
    givenWork(world().ledger, first, 'handler#label', { ...parkedRow(id('a'), 'Error: no'), Status: { S: 'retry' } });
    const second = givenDelivery(world().ledger, { deliveryId: id('b'), appId: 9 });
    givenWork(world().ledger, second, 'handler#greet', { Status: { S: 'done' } });
    givenWork(world().ledger, second, 'handler#greet#r-1', parkedRow(id('b'), 'Error: no'));
  });

  function answerWith(outcome: string, ofGreet = outcome) {
    world()
      .aws.lambda.on(InvokeCommand)
      .callsFake(({ Payload, FunctionName }) => {
        expect(FunctionName).toBe('repeat');
        const { works } = JSON.parse(Buffer.from(Payload).toString());
        asked.push(...works);
        const repetitions = works.map((work: { handler: string }) => ({
          ...work,
          outcome: work.handler === 'greet' ? ofGreet : outcome,
        }));
        return { Payload: Buffer.from(JSON.stringify({ repetitions })) };
      });
  }
  const named = () =>
    asked.map(({ key, handler, replayId = '' }) => `${key.slice(15, 18)} ${handler} ${replayId}`.trim());

  it.each<[string, string[], string[]]>([
    ['one delivery, at all handlers that parked it', [id('a')], ['7#a greet', '7#a label']],
    ['one delivery at one handler', [id('a'), '--handler', 'label'], ['7#a label']],
    ['what never came to a handler', [id('b'), '--handler', 'label'], ['9#b label']],
    ['a replay that was parked', [id('b')], ['9#b greet r-1']],
    ['all of a handler, oldest first', ['--handler', 'greet', '--yes'], ['7#a greet', '9#b greet r-1']],
    ['all', ['--all', '--yes'], ['7#a greet', '7#a label', '9#b greet r-1']],
    ['all of an App', ['--all', '--app-id', '9', '--yes'], ['9#b greet r-1']],
  ])('redrives %s', async (_what, args, expected) => {
    const { exitCode, stdout } = await runTool(['deliveries', 'redrive', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${expected.length} sent again.\n` });
    expect(named()).toEqual(expected);
  });

  it('asks before it redrives many, and obeys', async () => {
    const no = await runTool(['deliveries', 'redrive', '--handler', 'greet'], { answer: 'no' });
    expect(no).toMatchObject({ exitCode: 4, questions: [expect.stringContaining('2 parked pieces of work of greet')] });
    expect(asked).toEqual([]);
    expect(await runTool(['deliveries', 'redrive', '--all'])).toMatchObject({ exitCode: 2 });
    expect(asked).toEqual([]);
    expect(await runTool(['deliveries', 'redrive', '--all'], { answer: 'yes' })).toMatchObject({ exitCode: 0 });
    expect(asked).toHaveLength(3);
  });

  it('tells what could not be sent, and that not all is done', async () => {
    answerWith('no payload');
    const { exitCode, stdout } = await runTool(['deliveries', 'redrive', id('a'), '--handler', 'greet']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('1 its payload is not kept any more.');
    expect(stdout).toMatch(new RegExp(`${id('a')} +greet its payload`));
  });

  it('names what is held back, and says what brings it', async () => {
    answerWith('held back', 'sent');
    const { exitCode, stdout } = await runTool(['deliveries', 'redrive', id('a')]);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('1 sent again, 1 held back: its account is not allowed.');
    expect(stdout).toMatch(new RegExp(`${id('a')} +label held back`));
    expect(stdout).toContain('Allow its account in accounts of the WebhookIngestion');
  });

  it('fails with what the function said', async () => {
    const Payload = Buffer.from(JSON.stringify({ errorMessage: 'The ledger is gone.' }));
    world()
      .aws.lambda.on(InvokeCommand)
      .callsFake(() => ({ FunctionError: 'Unhandled', Payload }));
    const { exitCode, stderr } = await runTool(['deliveries', 'redrive', id('a')]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('The ledger is gone.');
  });

  it('says that nothing is parked, and refuses to guess what is meant', async () => {
    const { exitCode, stdout } = await runTool(['deliveries', 'redrive', '--handler', 'other', '--yes']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'Nothing is parked there: nothing was done.\n' });
    expect(await runTool(['deliveries', 'redrive'])).toMatchObject({ exitCode: 2 });
    expect(await runTool(['deliveries', 'redrive', id('c')])).toMatchObject({ exitCode: 3 });
    givenDelivery(world().ledger, { deliveryId: id('a'), appId: 9 });
    const several = await runTool(['deliveries', 'redrive', id('a')]);
    expect(several).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--app-id') });
    expect(asked).toEqual([]);
  });

  it('does so as redrive <delivery> <table>, too, and deletes nothing', async () => {
    expect(await runTool(['redrive', id('a'), 'ledger'])).toMatchObject({ exitCode: 0, stdout: '2 sent again.\n' });
    expect(named()).toEqual(['7#a greet', '7#a label']);
    const commands = world()
      .aws.dynamoDb.calls()
      .map(({ args }) => args[0].constructor.name);
    expect(new Set(commands)).toEqual(new Set(['QueryCommand', 'GetItemCommand']));
  });
});
