import { createHandlerRegistry } from '../registrar/handler-registry-table';
import { pullRequest, push } from '../triggers/trigger';
import { machine, payload, useWorkflows } from '../workflows/workflows.test.support';
import { askTriggers as ask, faultsIn, leadToTriggers } from './trigger-operations.test.support';

const deliveryId = '7a3f5c1e-0000-4000-8000-00000000000a';

describe('TestTrigger', () => {
  const { aws, installation, inputsOf } = useWorkflows();
  leadToTriggers();
  beforeEach(() =>
    createHandlerRegistry({ tableName: 'ledger' })({
      Workflows: JSON.stringify([
        { name: 'ci', check: 'ci', machine, on: [push({ branches: ['main'] }), pullRequest()], offered: true },
        { name: 'docs', check: 'docs', machine, on: [push({ paths: ['docs/**'] })], offered: true },
      ]),
    }),
  );
  const own = () => ({ installationId: installation().id });
  const pushed = { ...payload, before: 'c'.repeat(40), repository: { id: 5 } };
  const given = (more: object = {}) => ({ event: 'push', payload: JSON.stringify({ ...pushed, ...more }) });
  const test = (input: object) => ask('test', { ...own(), ...input });
  const said = async (input: object) => {
    const [status, body] = await test(input);
    if (status !== 200) throw new Error(JSON.stringify(body));
    return Object(body).decisions;
  };
  const put = (more: object = {}) =>
    ask('put', { ...own(), triggerId: 'nightly', workflow: 'ci', filters: { event: 'push' }, ...more });

  it('says of each trigger, of code and of the installation, what it decides, and starts nothing', async () => {
    await put({ repositoryId: 6 });
    expect(await said(given())).toEqual([
      { workflow: 'ci', trigger: '1', outcome: 'matched' },
      { workflow: 'ci', trigger: '2', outcome: 'refused', refusedBy: 'event', value: 'push', meant: 'pull_request' },
      { workflow: 'docs', trigger: '1', outcome: 'files wanted' },
      { workflow: 'ci', trigger: 'nightly', outcome: 'refused', refusedBy: 'repository', value: '5', meant: '6' },
    ]);
    expect(inputsOf('StartExecution')).toEqual([]);
  });

  it('says it of one of them, and of filters that are not kept', async () => {
    await put({ filters: { event: 'pull_request' } });
    const refused = { outcome: 'refused', refusedBy: 'event', value: 'push', meant: 'pull_request' };
    expect(await said({ ...given(), triggerId: 'nightly' })).toEqual([
      { workflow: 'ci', trigger: 'nightly', ...refused },
    ]);
    expect(await said({ ...given(), filters: { event: 'push', branches: ['old'] }, repositoryId: 5 })).toEqual([
      { outcome: 'refused', refusedBy: 'branches', value: 'main', meant: 'old' },
    ]);
  });

  it('takes the files that are named, or those that a push tells', async () => {
    const filters = { event: 'push', paths: ['docs/**'] };
    const outcomes = async (more: object, event: object = {}) =>
      (await said({ ...given(event), filters, ...more }))[0].outcome;
    expect(await outcomes({ files: ['docs/a.md'] })).toBe('matched');
    expect(await outcomes({ files: [] })).toBe('refused');
    const commits = [{ added: ['docs/b.md'], removed: [], modified: [] }];
    expect(await outcomes({}, { commits })).toBe('matched');
    expect(await said({ ...given({ forced: true }), filters })).toEqual([
      { outcome: 'matched', unknown: 'the push was forced' },
    ]);
  });

  it('says that a pull request of a fork waits for an approval, unless the filters say otherwise', async () => {
    const pull_request = { number: 1, head: { sha: 'd'.repeat(40), ref: 'x', repo: { id: 6 } }, base: { ref: 'main' } };
    const event = {
      event: 'pull_request',
      payload: JSON.stringify({ action: 'opened', repository: { id: 5 }, pull_request }),
    };
    const filters = { event: 'pull_request' };
    expect(await said({ ...event, filters })).toEqual([{ outcome: 'matched', awaits: 'approval' }]);
    expect(await said({ ...event, filters: { ...filters, forks: 'run' } })).toEqual([{ outcome: 'matched' }]);
  });

  it('reads a delivery of the installation that is kept, and none of another', async () => {
    const key = `ghe.example.com#1234#${deliveryId}`;
    const archiveKey = 'webhooks/2026/11/28/push/one.json';
    const Item = {
      Delivery: { S: key },
      Part: { S: 'delivery' },
      Event: { S: 'push' },
      ReceivedAt: { S: '2026-11-28T20:00:00.000Z' },
      ArchiveKey: { S: archiveKey },
      Own: { BOOL: true },
    };
    aws().intercept(({ operation, input }) =>
      operation === 'GetItem' && JSON.stringify(input).includes(key)
        ? { status: 200, body: JSON.stringify({ Item }) }
        : undefined,
    );
    aws().objects.set(
      `/payloads/${archiveKey}`,
      JSON.stringify({ ...pushed, installation: { id: own().installationId } }),
    );

    expect((await said({ deliveryId }))[0]).toEqual({
      workflow: 'ci',
      trigger: '1',
      outcome: 'refused',
      refusedBy: 'own',
      value: 'this App',
      meant: 'others',
    });
    expect((await ask('test', { installationId: own().installationId + 1, deliveryId }))[0]).toBe(404);
    aws().objects.clear();
    expect((await test({ deliveryId }))[0]).toBe(404);
    expect((await test({ deliveryId: deliveryId.replace('a', 'b') }))[0]).toBe(404);
  });

  it('says that a workflow is offered no more', async () => {
    await put();
    await createHandlerRegistry({ tableName: 'ledger' })({ Workflows: '[]' });
    expect(await said(given())).toEqual([
      {
        workflow: 'ci',
        trigger: 'nightly',
        outcome: 'refused',
        refusedBy: 'trigger',
        value: 'ci',
        meant: 'a workflow that the deployment offers',
      },
    ]);
  });

  it.each([
    ['two triggers', { ...given(), triggerId: 'a', filters: { event: 'push' } }, '/filters'],
    ['a repository for nothing', { ...given(), repositoryId: 5 }, '/repositoryId'],
    ['two events', { ...given(), deliveryId }, '/payload'],
    ['no payload', { event: 'push' }, '/payload'],
    ['no event', { payload: '{}' }, '/event'],
    ['a payload that is none', { event: 'push', payload: '"x"' }, '/payload'],
    ['filters that are none', { ...given(), filters: { event: 'push', tags: ['[z-a]'] } }, '/filters'],
  ])('refuses %s', async (_what, input, path) => {
    expect(faultsIn(await test(input))).toEqual([400, [{ path, message: expect.any(String) }]]);
  });

  it('fails for a trigger that is not there', async () => {
    expect((await test({ ...given(), triggerId: 'other' }))[0]).toBe(404);
  });
});
