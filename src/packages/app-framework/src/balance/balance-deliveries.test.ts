import { hourShard } from '../webhooks/ledger-keys';
import {
  at,
  aws,
  balance,
  closing,
  delivered,
  deployed,
  idOf,
  keyOf,
  killed,
  laneUrl,
  minutesLater,
  nothing,
  queueUrl,
  setClock,
  useBalanceWorld,
  worked,
} from './balance-world.test.support';

useBalanceWorld();

describe('createBalanceDeliveries', () => {
  it('closes an hour where all is done, parked, or of a handler that was removed, and looks at it no more', async () => {
    await delivered(1, ['greet']);
    await delivered(2, ['greet']);
    await delivered(3, ['removed']);
    await delivered(4, []);
    worked(1, 'done');
    worked(2, 'parked');
    expect(await balance()).toEqual(nothing);
    await delivered(5, ['greet']);
    expect(await balance()).toEqual(nothing);
    expect(aws().sent).toEqual([]);
  });

  it('counts once what came under several delivery ids, whichever receivers took it, when the hour is closed', async () => {
    await delivered(1, ['greet'], { body: 7 });
    await delivered(2, [], { body: 7 });
    await delivered(3, [], { body: 7 });
    await delivered(4, []);
    expect(await balance()).toMatchObject({ openHours: 1, repeatedBodies: 0 });
    worked(1, 'done');
    minutesLater(5);
    expect(await balance()).toEqual({ ...nothing, repeatedBodies: 2 });
    minutesLater(5);
    expect(await balance()).toEqual(nothing);
  });

  it('leaves an hour alone until it ended 15 minutes ago', async () => {
    await delivered(1, ['greet']);
    setClock(closing - 1);
    expect(await balance()).toEqual(nothing);
    setClock(closing);
    expect(await balance()).toEqual({ ...nothing, missing: 1, sentAgain: 1, openHours: 1 });
  });

  it('sends what is in no queue to its handler again, under its original identity, and closes the hour when it is done', async () => {
    await delivered(1, ['greet']);
    expect(await balance()).toMatchObject({ missing: 1, sentAgain: 1, openHours: 1 });
    expect(aws().sent).toEqual([
      {
        queueUrl,
        body: {
          source: 'github',
          'detail-type': 'issues',
          detail: expect.objectContaining({ delivery_key: keyOf(1), received_at: at.toISOString(), action: 'opened' }),
        },
      },
    ]);
    expect(aws().sent[0]?.body.detail).not.toHaveProperty('replay_id');
    worked(1, 'done');
    minutesLater(5);
    expect(await balance()).toEqual(nothing);
  });

  it('sends what was held back as held back', async () => {
    await delivered(1, ['greet'], { held: true });
    await delivered(2, ['greet']);
    expect(await balance()).toMatchObject({ missing: 2, sentAgain: 2 });
    const sent = aws().sent.map(({ body }) => [Object(body.detail).delivery_key, Object(body.detail).held]);
    expect(Object.fromEntries(sent)).toEqual({ [keyOf(1)]: true, [keyOf(2)]: undefined });
  });

  it('brings what was set aside to its handler 20 minutes later, and calls it not missing', async () => {
    await delivered(1, ['greet']);
    const asideAt = { S: new Date(closing).toISOString() };
    worked(1, 'retry', { LastSeenAt: asideAt, AsideAt: asideAt });
    const waiting = { ...nothing, waiting: 1, openHours: 1 };
    minutesLater(20);
    expect(await balance()).toEqual(waiting);
    minutesLater(5);
    expect(await balance()).toEqual({ ...waiting, sentAgain: 1 });
    minutesLater(4);
    expect(await balance()).toEqual(waiting);
    expect(aws().sent.map(({ body }) => Object(body.detail).delivery_key)).toEqual([keyOf(1)]);
    worked(1, 'done');
    expect(await balance()).toEqual(nothing);
  });

  it.each([
    ['the queue is empty', undefined, 1],
    ['its oldest message is newer', 600, 1],
    ['its oldest message is newer by more than figures are late', 2_390, 1],
    ['its oldest message is newer, and figures are late', 2_410, 0],
    ['its oldest message may be that of the delivery', 2_700, 0],
    ['its oldest message is older', 9_000, 0],
  ])('takes it for missing only where nothing waits: %s', async (_what, oldestSeconds, missing) => {
    await delivered(1, ['greet']);
    if (oldestSeconds !== undefined) aws().queues.set(queueUrl, { messages: 3, oldestSeconds });
    expect(await balance()).toMatchObject({ missing, sentAgain: missing, waiting: 1 - missing, openHours: 1 });
  });

  it('takes it for waiting where nobody knows how old the oldest message is', async () => {
    await delivered(1, ['greet']);
    aws().queues.set(queueUrl, { messages: 1 });
    expect(await balance()).toMatchObject({ missing: 0, waiting: 1 });
  });

  it('looks into the lanes of a handler, too', async () => {
    deployed({ queues: { greet: queueUrl }, lanes: { greet: laneUrl } });
    await delivered(1, ['greet']);
    aws().queues.set(laneUrl, { messages: 1, oldestSeconds: 9_000 });
    expect(await balance()).toMatchObject({ missing: 0, waiting: 1 });
  });

  it('does not send it once more while what it sent may wait', async () => {
    await delivered(1, ['greet']);
    await balance();
    aws().queues.set(queueUrl, { messages: 1, oldestSeconds: 1_200 });
    minutesLater(20);
    expect(await balance()).toMatchObject({ missing: 0, waiting: 1 });
    aws().queues.clear();
    expect(await balance()).toMatchObject({ missing: 1 });
    expect(aws().sent).toHaveLength(2);
  });

  it('waits for whoever is at it, and sends what was left in the middle', async () => {
    await delivered(1, ['greet']);
    worked(1, 'leased', { LeaseUntil: { N: String(closing + 60_000) } });
    expect(await balance()).toEqual({ ...nothing, waiting: 1, openHours: 1 });
    minutesLater(5);
    expect(await balance()).toMatchObject({ missing: 1, sentAgain: 1 });
    worked(1, 'retry');
    minutesLater(5);
    expect(await balance()).toMatchObject({ missing: 1, sentAgain: 1 });
  });

  it.each<[string, string, Record<string, { S?: string; N?: string }>, number]>([
    ['it failed lately', 'retry', { LastSeenAt: { S: new Date(closing - 640_000).toISOString() } }, 0],
    ['it failed long ago', 'retry', { LastSeenAt: { S: new Date(closing - 1_201_000).toISOString() } }, 1],
    ['its function was killed, and the message is invisible', 'leased', killed(closing - 680_000), 0],
    ['its function was killed, and the message was to come back', 'leased', killed(closing - 700_000), 1],
  ])(
    'does not take the age of a queue for that of what it was given often: %s',
    async (_what, status, row, missing) => {
      await delivered(1, ['greet']);
      worked(1, status, row);
      // SQS leaves out what it gave out more than three times.
      aws().queues.set(queueUrl, { messages: 1, oldestSeconds: 0 });
      expect(await balance()).toMatchObject({ missing, sentAgain: missing, waiting: 1 - missing });
    },
  );

  it.each(['GetQueueAttributes', 'SendMessage'])(
    'goes on with other handlers where one fails at %s',
    async (broken) => {
      deployed({ queues: { greet: queueUrl, other: `${queueUrl}-other` } });
      await delivered(1, ['greet', 'other']);
      for (const number of [2, 3, 4, 5]) await delivered(number, ['greet', 'other']);
      aws().fail(({ operation, input }) =>
        operation === broken && input.QueueUrl === queueUrl ? 'refused' : undefined,
      );
      await expect(balance()).rejects.toThrow('Events of greet could not be looked after');
      expect(aws().sent.map(({ queueUrl: to }) => to)).toEqual(Array(5).fill(`${queueUrl}-other`));
      expect(aws().calls.filter(({ operation }) => operation === broken).length).toBeLessThanOrEqual(14);
    },
  );

  it('goes on with other events where one cannot be made again', async () => {
    await delivered(1, ['greet']);
    await delivered(2, ['greet']);
    aws().objects.set(`/payloads/webhooks/${idOf(1)}.json`, 'no JSON');
    await expect(balance()).rejects.toThrow('Events of greet could not be looked after');
    expect(aws().sent).toHaveLength(1);
  });

  it('sends more and more seldom what nobody takes', async () => {
    await delivered(1, ['greet']);
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      const { missing, waiting } = await balance();
      expect(missing + waiting).toBeGreaterThan(0);
      minutesLater(5);
    }
    expect(aws().sent.length).toBeLessThan(12);
    expect(aws().sent.length).toBeGreaterThan(6);
  });

  it('keeps an hour open while something of it is not published', async () => {
    await delivered(1);
    expect(await balance()).toEqual({ ...nothing, unpublished: 1, openHours: 1 });
    await delivered(2, ['greet']);
    worked(2, 'done');
    expect(await balance()).toEqual({ ...nothing, unpublished: 1, openHours: 1 });
  });

  it('closes an hour with what the recovery gave up', async () => {
    await delivered(1);
    const row = aws().rows.get(`${keyOf(1)}|delivery`);
    aws().rows.set(`${keyOf(1)}|delivery`, { ...row, Status: { S: 'unrecoverable' } });
    expect(await balance()).toEqual(nothing);
  });

  it('goes on with the other hours where one cannot be read, and fails at the end', async () => {
    await delivered(1, ['greet']);
    const broken = hourShard(new Date('2026-11-01T10:00:00Z'), 0);
    aws().fail(({ input }) => (JSON.stringify(input).includes(broken) ? 'refused' : undefined));
    await expect(balance()).rejects.toThrow('1 hour of the ledger could not be looked at');
    expect(aws().sent).toHaveLength(1);
    aws().fail(() => undefined);
    worked(1, 'done');
    expect(await balance()).toEqual(nothing);
  });

  it('reads an hour to its end, and sends 200 in a run at most', async () => {
    aws().readPagesOf(7);
    for (let number = 0; number < 201; number += 1) await delivered(number, ['greet']);
    expect(await balance()).toMatchObject({ missing: 201, sentAgain: 200 });
    expect(await balance()).toMatchObject({ missing: 201, sentAgain: 1 });
    expect(new Set(aws().sent.map(({ body }) => Object(body.detail).delivery_key)).size).toBe(201);
  });

  it('asks for messages of every kind, and for the age in the queue of that name', async () => {
    await delivered(1, ['greet']);
    aws().queues.set(queueUrl, { messages: 1, oldestSeconds: 600 });
    await balance();
    const asked = (name: string) => aws().calls.find(({ operation }) => operation === name)?.input;
    expect(asked('GetQueueAttributes')).toEqual({
      QueueUrl: queueUrl,
      AttributeNames: ['', 'NotVisible', 'Delayed'].map((kind) => `ApproximateNumberOfMessages${kind}`),
    });
    expect(asked('GetMetricStatistics')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: 'greet' }],
      Statistics: ['Maximum'],
    });
  });
});
