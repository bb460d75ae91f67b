import { ComeAgainError } from '../aws/serve-batch';
import { useFakeAws } from './fake-aws.test.support';
import { createHandleDelivery } from './handle-delivery';
import { createHandlerLedger } from './handler-ledger-table';
import { taskOf } from './task.test.support';

const aws = useFakeAws();
const start = Date.parse('2026-11-01T12:00:00Z');

function arrange() {
  let time = start;
  const handle = createHandleDelivery({
    ledger: createHandlerLedger({ tableName: 'ledger' }),
    mostAttempts: 3,
    waitedOut: 'set aside',
    now: () => new Date(time),
  });
  return {
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    run: (work: () => Promise<void>, { task = taskOf() } = {}) =>
      handle({ task, remainingMilliseconds: () => 30_000, work }),
  };
}

const failing = async () => {
  throw new Error('GitHub answered 502');
};

describe('work that is right however late it is done', () => {
  it('is set aside where it waits without end, keeps its waits, and is parked after three days', async () => {
    const { run, pass } = arrange();
    const waiting = () => Promise.reject(new ComeAgainError('It is not its turn.', 1));
    for (let tries = 0; tries < 18; tries += 1) expect((await run(waiting)).kind).toBe('again');
    const row = () => aws().rows()[0];
    expect(row()).not.toHaveProperty('AsideAt');
    expect(await run(waiting)).toEqual({ kind: 'settled', as: 'set aside' });
    const at = { S: new Date(start).toISOString() };
    expect(row()).toMatchObject({ Status: { S: 'retry' }, AsideAt: at, Waits: { N: '18' }, Attempts: { N: '0' } });

    expect(await run(failing)).toMatchObject({ kind: 'again' });
    expect(row()).not.toHaveProperty('AsideAt');
    const young = Date.parse(taskOf().detail.received_at) + 3 * 24 * 3_600_000 - start - 1;
    pass(young);
    expect(await run(waiting)).toEqual({ kind: 'settled', as: 'set aside' });
    pass(1);
    expect(await run(waiting)).toEqual({ kind: 'settled', as: 'parked' });
    expect(row()).not.toHaveProperty('AsideAt');
  });

  it('is parked where it is a replay, for nobody would bring that again, and where it fails otherwise', async () => {
    const { run } = arrange();
    const task = taskOf({ replay_id: 'r1' });
    const waiting = () => Promise.reject(new ComeAgainError('It is not its turn.', 1));
    for (let tries = 0; tries < 18; tries += 1) await run(waiting, { task });
    expect(await run(waiting, { task })).toEqual({ kind: 'settled', as: 'parked' });
    for (let tries = 0; tries < 2; tries += 1) expect((await run(failing)).kind).toBe('again');
    expect(await run(failing)).toEqual({ kind: 'settled', as: 'parked' });
  });
});
