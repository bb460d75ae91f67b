import { ComeAgainError } from '../aws/serve-batch';
import { DoNotRetryError } from '../event-context/do-not-retry';
import { useFakeAws } from './fake-aws.test.support';
import { createHandleDelivery } from './handle-delivery';
import { createHandlerLedger } from './handler-ledger-table';
import { taskOf } from './task.test.support';

const aws = useFakeAws();

const start = Date.parse('2026-11-01T12:00:00Z');

function arrange() {
  let time = start;
  let owners = 0;
  const handle = createHandleDelivery({
    ledger: createHandlerLedger({ tableName: 'ledger' }),
    mostAttempts: 3,
    now: () => new Date(time),
    newOwner: () => {
      owners += 1;
      return `owner ${owners}`;
    },
  });
  return {
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    run: (work: () => Promise<void>, { left = 30_000, task = taskOf() } = {}) =>
      handle({ task, remainingMilliseconds: () => left, work }),
  };
}

const done = async () => undefined;
const failing = async () => {
  throw new Error('GitHub answered 502');
};
/** A process that was killed in the middle. */
const killed = () => new Promise<void>(() => undefined);

/** Starts work that never ends, and waits until it has begun. */
function begin(run: ReturnType<typeof arrange>['run'], left = 30_000) {
  return new Promise<void>((resolve) => {
    void run(
      () => {
        resolve();
        return killed();
      },
      { left },
    );
  });
}

describe('createHandleDelivery', () => {
  it('counts no attempt where the work only has to wait, and comes again when the work says', async () => {
    const { run } = arrange();
    const tries = [
      [new ComeAgainError('It is not its turn.', 90), 90],
      [new ComeAgainError('It is not its turn.', 7), 20],
      [new ComeAgainError('It is not its turn.', 9_999), 3_600],
      [new Error('GitHub answered 502'), 80],
      [new Error('GitHub answered 502'), 160],
    ] as const;
    for (const [error, afterSeconds] of tries) {
      expect(await run(() => Promise.reject(error))).toEqual({ kind: 'again', afterSeconds });
    }
    expect(await run(failing)).toEqual({ kind: 'settled', as: 'parked' });
  });

  it('parks what waits without end', async () => {
    const { run } = arrange();
    const waiting = () => Promise.reject(new ComeAgainError('It is not its turn.', 1));
    const outcomes: string[] = [];
    for (let tries = 0; tries < 19; tries += 1) outcomes.push((await run(waiting)).kind);
    expect(outcomes).toEqual([...Array(18).fill('again'), 'settled']);
  });

  it('does the work once, however often the delivery comes', async () => {
    const { run } = arrange();
    const work = jest.fn(done);

    expect(await run(work)).toEqual({ kind: 'settled', as: 'done' });
    expect(await run(work)).toEqual({ kind: 'settled', as: 'known' });
    expect(work).toHaveBeenCalledTimes(1);
    expect(aws().rows()).toEqual([
      expect.objectContaining({ Status: { S: 'done' }, Attempts: { N: '1' }, Handler: { S: 'greet' } }),
    ]);
  });

  it('does it once more for a replay', async () => {
    const { run } = arrange();
    const work = jest.fn(done);
    await run(work);

    const task = taskOf({ replay_id: 'replay-1' });

    expect(await run(work, { task })).toEqual({ kind: 'settled', as: 'done' });
    expect(await run(work, { task })).toEqual({ kind: 'settled', as: 'known' });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it('tries again what throws, later each time, and parks it with reason, attempts, first and last seen', async () => {
    const { run, pass } = arrange();

    expect(await run(failing)).toEqual({ kind: 'again', afterSeconds: 10 });
    expect(aws().rows()).toEqual([expect.objectContaining({ Status: { S: 'retry' } })]);
    pass(10_000);
    expect(await run(failing)).toEqual({ kind: 'again', afterSeconds: 20 });
    pass(20_000);
    expect(await run(failing)).toEqual({ kind: 'settled', as: 'parked' });
    const [row] = aws().rows();
    expect(row).toMatchObject({
      Status: { S: 'parked' },
      Reason: { S: 'Error: GitHub answered 502' },
      Attempts: { N: '3' },
      FirstSeenAt: { S: '2026-11-01T12:00:00.000Z' },
      LastSeenAt: { S: '2026-11-01T12:00:30.000Z' },
    });
    expect(row).not.toHaveProperty('Owner');
    const work = jest.fn(done);
    expect(await run(work)).toEqual({ kind: 'settled', as: 'known' });
    expect(work).not.toHaveBeenCalled();
  });

  it('drops the reason of a failure once the work is done', async () => {
    const { run } = arrange();
    await run(failing);

    await run(done);

    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'done' }, Attempts: { N: '2' } });
    expect(aws().rows()[0]).not.toHaveProperty('Reason');
  });

  it('parks at once what must not be retried', async () => {
    const { run } = arrange();

    const outcome = await run(async () => {
      throw new DoNotRetryError('the branch is gone');
    });

    expect(outcome).toEqual({ kind: 'settled', as: 'parked' });
    expect(aws().rows()[0]).toMatchObject({
      Attempts: { N: '1' },
      Reason: { S: 'DoNotRetryError: the branch is gone' },
    });
  });

  it('begins nothing, and counts no attempt, with less than three seconds left', async () => {
    const { run } = arrange();
    const work = jest.fn(done);

    expect(await run(work, { left: 2_999 })).toEqual({ kind: 'again', afterSeconds: 1 });
    expect(work).not.toHaveBeenCalled();
    expect(aws().rows()).toEqual([]);
  });

  it('sends work that somebody else has back until that lease is over, and never counts it', async () => {
    const { run, pass } = arrange();
    await begin(run);
    pass(1_000);

    expect(await run(done)).toEqual({ kind: 'again', afterSeconds: 35 });
    expect(aws().rows()).toEqual([expect.objectContaining({ Status: { S: 'leased' }, Attempts: { N: '1' } })]);
    pass(34_001);
    expect(await run(done)).toEqual({ kind: 'settled', as: 'done' });
  });

  it('counts a hard kill as an attempt, and parks what is killed each time', async () => {
    const { run, pass } = arrange();
    for (let tried = 0; tried < 3; tried += 1) {
      await begin(run);
      pass(35_001);
    }
    const work = jest.fn(done);

    expect(await run(work)).toEqual({ kind: 'settled', as: 'parked' });
    expect(work).not.toHaveBeenCalled();
    expect(aws().rows()[0]).toMatchObject({
      Reason: { S: expect.stringContaining('ended without an answer each time') },
    });
  });

  it.each(['ends', 'fails'])('sends the message back where work %s after its lease was taken over', async (how) => {
    const { run, pass } = arrange();
    let end: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      end = resolve;
    });
    let isBegun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      isBegun = resolve;
    });
    const late = run(async () => {
      isBegun();
      await begun;
      if (how === 'fails') throw new DoNotRetryError('too late');
    });
    await started;
    pass(35_001);
    await begin(run);
    end();

    expect(await late).toMatchObject({ kind: 'again' });
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'leased' }, Owner: { S: 'owner 2' } });
  });

  it('sends the message back where its work was redriven before it ended', async () => {
    const { run } = arrange();
    const outcome = await run(async () => {
      Object.assign(aws().rows()[0] ?? {}, { Status: { S: 'retry' } });
    });
    expect(outcome).toMatchObject({ kind: 'again' });
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'retry' } });
  });

  it('goes on with a lease of its own whose answer was lost on the way', async () => {
    const { run } = arrange();
    let calls = 0;
    const work = jest.fn(done);
    aws().interceptAfter(({ operation }) => {
      calls += 1;
      return operation === 'UpdateItem' && calls === 1 ? { status: 500 } : undefined;
    });

    expect(await run(work)).toEqual({ kind: 'settled', as: 'done' });
    expect(work).toHaveBeenCalledTimes(1);
    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'done' }, Attempts: { N: '1' } });
  });

  it.each([
    ['done', done, 'done'],
    ['parked', async () => Promise.reject(new DoNotRetryError('gone')), 'parked'],
  ])('knows that it is %s where the answer to that was lost on the way', async (_what, work, as) => {
    const { run } = arrange();
    let updates = 0;
    aws().interceptAfter(({ operation }) => {
      updates += operation === 'UpdateItem' ? 1 : 0;
      return updates === 2 ? { status: 500 } : undefined;
    });

    expect(await run(work)).toEqual({ kind: 'settled', as });
    expect(updates).toBe(3);
  });

  it('counts what was done, and each try that failed, under the names of the platform', async () => {
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { run, pass } = arrange();
    await run(failing);
    pass(11_000);
    await run(done);
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
    delete process.env.WEBHOOK_DEPLOYMENT;
    written.mockRestore();

    const counted = { handler: 'greet', eventType: 'issues', service: 'webhook', Deployment: 'Bot' };
    expect(lines).toMatchObject([
      { ...counted, event: 'handler failed: to be tried again', ErrorOccurred: 1 },
      { ...counted, event: 'handler done', level: 'WARN', EventProcessed: 1, HandlingTime: 11_000 },
    ]);
    const names = lines.map(({ _aws }) => _aws.CloudWatchMetrics[0].Metrics.map(({ Name }: { Name: string }) => Name));
    expect(names).toEqual([['ErrorOccurred'], ['EventProcessed', 'HandlingTime']]);
  });

  it('does not take a replay for a slow handler', async () => {
    process.env.WEBHOOK_DEPLOYMENT = 'Bot';
    const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { run, pass } = arrange();
    pass(3_600_000);
    await run(done, { task: taskOf({ replay_id: 'replay-1' }) });
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
    delete process.env.WEBHOOK_DEPLOYMENT;
    written.mockRestore();
    expect(lines).toMatchObject([{ event: 'handler done', EventProcessed: 1 }]);
    expect(lines[0]).not.toHaveProperty('HandlingTime');
  });

  it('fails where the ledger does not answer, and does no work', async () => {
    const { run } = arrange();
    const work = jest.fn(done);
    aws().intercept(() => ({ status: 500 }));

    await expect(run(work)).rejects.toThrow('dynamodb UpdateItem was answered with 500');
    expect(work).not.toHaveBeenCalled();
  });
});
