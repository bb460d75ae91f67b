import { field, parsedJson } from '../lambda/parsed-json';
import { coldReceiver, posted, someDelivery, useReceiverAws, watchLog } from './receiver-world.test.support';

const aws = useReceiverAws();
let log: Record<string, unknown>[];
let number: number;
let clock: number;
beforeEach(() => {
  log = watchLog();
  number = 0;
  clock = Date.parse('2026-11-01T12:00:00Z');
  const routes = [{ name: 'build', events: ['push'], repositories: ['Octo/Web'] }];
  const row = { Delivery: { S: 'deployment' }, Part: { S: 'routing' } };
  aws().rows.set('deployment routing', { ...row, Routes: { S: JSON.stringify(routes) } });
});

const options = { now: () => new Date(clock) };
/** What the event of a push says of its repository, and the handlers that must see it. */
async function pushed(repository: { id: number; full_name: string }, receive = coldReceiver(options)) {
  number += 1;
  const deliveryId = `${someDelivery.slice(0, -4)}${String(number).padStart(4, '0')}`;
  const { statusCode } = await receive(
    posted({ event: 'push', deliveryId, payload: { ref: 'refs/heads/main', repository } }),
  );
  expect(statusCode).toBe(200);
  const detail = parsedJson(String(aws().events.at(-1)?.Detail));
  const handlers = field(aws().rows.get(`api.github.com#7#${deliveryId} delivery`)?.Handlers, 'L');
  return { knownAs: field(field(detail, 'repository'), 'known_as'), handlers };
}
const forBuild = [{ S: 'build' }];
const unrouted = () => log.filter((line) => line.DeliveriesUnrouted === 1);

describe('a repository that a handler names', () => {
  it('is the first that comes under the name: it keeps its handlers when it is renamed', async () => {
    expect(await pushed({ id: 5, full_name: 'octo/web' })).toEqual({ knownAs: ['octo/web'], handlers: forBuild });
    expect(await pushed({ id: 5, full_name: 'octo/site' })).toEqual({
      knownAs: ['octo/site', 'octo/web'],
      handlers: forBuild,
    });
  });

  it('leaves nothing to another that takes over its name, which is counted and told', async () => {
    await pushed({ id: 5, full_name: 'octo/web' });
    expect(await pushed({ id: 6, full_name: 'Octo/Web' })).toEqual({ knownAs: [], handlers: [] });
    expect(unrouted()).toEqual([expect.objectContaining({ repository: 'Octo/Web', repositoryId: 6 })]);
  });

  it('is known to a receiver that read the names before, too', async () => {
    const before = coldReceiver(options);
    await pushed({ id: 9, full_name: 'octo/other' }, before);
    await pushed({ id: 5, full_name: 'octo/web' });
    expect(await pushed({ id: 6, full_name: 'octo/web' }, before)).toEqual({ knownAs: [], handlers: [] });
    clock += 60_000;
    expect((await pushed({ id: 5, full_name: 'octo/site' }, before)).handlers).toEqual(forBuild);
  });

  it('is kept under no name that no handler has', async () => {
    await pushed({ id: 9, full_name: 'octo/other' });
    expect(await pushed({ id: 10, full_name: 'octo/other' })).toEqual({ knownAs: ['octo/other'], handlers: [] });
  });

  it.each([
    ['refused', { times: 1, status: 400 }],
    ['not answered in the time that a delivery has for it', { times: 2, silent: true as const }],
  ])('is known by its name while it cannot be kept: %s', async (_why, fault) => {
    aws().fail('UpdateItem', fault);
    const known = await pushed({ id: 5, full_name: 'octo/web' }, coldReceiver());
    expect(known).toEqual({ knownAs: ['octo/web'], handlers: forBuild });
    expect(log).toContainEqual(expect.objectContaining({ event: expect.stringContaining('could not be kept') }));
  });
});
