import { coldReceiver, posted, someDelivery, useReceiverAws, watchLog } from './receiver-world.test.support';

const aws = useReceiverAws();

const real = () => posted({ payload: { action: 'opened', issue: { number: 1 } } });
/** Signed by GitHub, for another delivery. */
const replayed = (event?: string) =>
  posted({ payload: { action: 'opened', issue: { number: 2, title: 'planted' } }, ...(event && { event }) });
const refusal = { statusCode: 409, body: { status: 'error', reason: 'other_body', deliveryId: someDelivery } };
const held = () => JSON.stringify([...aws().objects, ...aws().rows, aws().events]);

describe('a signed body under the id of another delivery', () => {
  it.each([undefined, 'issue_comment'])(
    'changes nothing of a published one, and is counted (event: %s)',
    async (event) => {
      const log = watchLog();
      await coldReceiver()(real());
      const before = held();
      expect(await coldReceiver()(replayed(event))).toEqual(refusal);
      expect(held()).toBe(before);
      expect(log).toContainEqual(
        expect.objectContaining({
          event: 'body of another delivery refused',
          deliveryId: someDelivery,
          BodiesRefused: 1,
        }),
      );
      expect(JSON.stringify(log)).not.toContain('planted');
    },
  );

  it.each(['PutObject', 'PutEvents'])('is not published in place of one that stopped at %s', async (stop) => {
    watchLog();
    aws().fail(stop, {});
    expect(await coldReceiver()(real())).toMatchObject({ statusCode: 500 });
    expect(await coldReceiver()(replayed())).toEqual(refusal);
    expect(held()).not.toContain('planted');
    expect(await coldReceiver()(real())).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
    expect(held()).not.toContain('planted');
    expect(new Set(aws().events.map(({ Detail }) => Detail)).size).toBe(1);
  });

  it('does not get into the archive beside one that arrives at the same time', async () => {
    watchLog();
    const answers = await Promise.all([coldReceiver()(real()), coldReceiver()(replayed())]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const [archived] = [...aws().objects.values()];
    expect(aws().objects.size).toBe(1);
    expect(aws().events.map(({ Detail }) => JSON.parse(String(Detail)).payload)).toEqual([
      JSON.parse(String(archived)),
    ]);
  });
});

describe('createPayloadArchive', () => {
  it('lets stand what is kept already', async () => {
    watchLog();
    aws().fail('PutEvents', { times: 3 });
    await coldReceiver()(real());
    const [path = ''] = aws().objects.keys();
    aws().objects.set(path, 'kept before');
    expect(await coldReceiver()(real())).toMatchObject({ statusCode: 500 });
    expect([...aws().objects.values()]).toEqual(['kept before']);
  });
});
