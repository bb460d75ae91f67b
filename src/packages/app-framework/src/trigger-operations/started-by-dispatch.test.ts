import { bring } from '../handlers/connected-handler.test.support';
import { field, parsedJson } from '../lambda/parsed-json';
import { repositoryDispatch } from '../triggers/dispatch';
import { handler as start } from '../workflows/run-workflows.lambda';
import { another, machine, sha, useWorkflows } from '../workflows/workflows.test.support';
import { askTriggers, leadToTriggers } from './trigger-operations.test.support';

const branchPath = 'GET /api/v3/repos/octo-org/web/branches/main';

describe('a workflow that is started by what is dispatched', () => {
  const { gitHub, offer, delivery, installation, inputsOf, answerStarts, ids, aws } = useWorkflows();
  leadToTriggers();
  beforeEach(async () => {
    await offer([
      {
        name: 'ci',
        check: 'ci / all',
        machine,
        on: [repositoryDispatch({ types: ['deployed', 'rolled back'] })],
        offered: { ignoreBots: false },
      },
    ]);
    gitHub().on(branchPath, { body: { commit: { sha } } });
  });

  const dispatch = (more: object = {}, payload: object = {}) => {
    const { sender } = delivery();
    const dispatched = { action: 'deployed', branch: 'main', client_payload: { to: 'staging' }, sender, ...payload };
    return bring(start, { ...delivery(), event: 'repository_dispatch', payload: dispatched, ...more });
  };
  const started = () => inputsOf('StartExecution').map((one) => parsedJson(String(field(one, 'input'))));
  const asked = () => gitHub().requests.filter(({ path }) => path.includes('/branches/'));
  const decided = () =>
    aws()
      .rows()
      .flatMap((row) => field(row.Decisions, 'S') ?? [])
      .map((text) => field(field(field(field(parsedJson(String(text)), 'workflows'), '0'), 'decisions'), '0'));

  it('runs for the head of the default branch, with what was given along, once however often it is tried', async () => {
    expect([await dispatch(), await dispatch()]).toEqual(['settled', 'settled']);
    expect(started()[0]).toMatchObject({
      event: 'repository_dispatch',
      action: 'deployed',
      ...{ sha, ref: 'refs/heads/main' },
      clientPayload: { to: 'staging' },
      payload: { bucket: expect.any(String) },
    });
    expect(ids()).toHaveLength(1);
  });

  it('keeps the commit that it was begun for where the branch has gone on before it is tried again', async () => {
    answerStarts(...Array(3).fill({ status: 500 }));
    expect(await dispatch()).toBe('again');
    const tries = started().length;
    gitHub().on(branchPath, { body: { commit: { sha: 'd'.repeat(40) } } });
    expect(await dispatch()).toBe('settled');
    expect(started().length).toBeGreaterThan(tries);
    expect(new Set(started().map((one) => field(one, 'sha')))).toEqual(new Set([sha]));
  });

  it('has a large one only where the payload lies', async () => {
    await dispatch({}, { client_payload: { text: 'x'.repeat(4_200) } });
    expect(started()).toEqual([expect.not.objectContaining({ clientPayload: expect.anything() })]);
  });

  it.each([
    ['another type', { action: 'Deployed' }, {}, { by: 'action', value: 'Deployed' }],
    ['what a bot dispatched', { sender: { login: 'ci[bot]', type: 'Bot' } }, {}, { by: 'bots' }],
    ['what the App itself dispatched', {}, { own: true }, { by: 'own' }],
    ['what names no branch', { branch: undefined }, {}, { by: 'commit' }],
  ])('is not started by %s, and GitHub is asked nothing', async (_what, payload, more, refused) => {
    await dispatch(more, payload);
    expect([started(), asked()]).toEqual([[], []]);
    expect(decided()).toEqual([expect.objectContaining({ kind: 'refused', ...refused })]);
  });

  it('is not started where the repository has no such branch, and says so', async () => {
    gitHub().on(branchPath, { status: 404, body: { message: 'Branch not found' } });
    expect(await dispatch()).toBe('settled');
    expect(started()).toEqual([]);
    expect(decided()).toEqual([
      expect.objectContaining({ by: 'commit', value: expect.stringContaining('Branch not found') }),
    ]);
  });

  it('waits for a GitHub that is away, and asks it no further once nobody tries again', async () => {
    gitHub().on(branchPath, { status: 502, body: {} });
    expect(await dispatch(another(2))).toBe('again');
    expect(started()).toEqual([]);
  });

  it('is started by triggers of the installation, too, and tested without asking GitHub', async () => {
    const installationId = installation().id;
    const filters = { event: 'repository_dispatch', types: ['soaked'], ignoreBots: false };
    await askTriggers('put', { installationId, triggerId: 'soaked', workflow: 'ci', filters });
    await dispatch({}, { action: 'soaked', sender: { login: 'ci[bot]', type: 'Bot' } });
    expect(started()).toMatchObject([{ trigger: 'soaked', action: 'soaked', sha }]);

    const before = asked().length;
    const payload = JSON.stringify({ action: 'soaked', branch: 'main', repository: { id: 5 } });
    const about = { installationId, triggerId: 'soaked', event: 'repository_dispatch', payload };
    expect((await askTriggers('test', about))[1]).toEqual({
      decisions: [{ workflow: 'ci', trigger: 'soaked', outcome: 'matched' }],
    });
    expect(asked()).toHaveLength(before);
    const odd = { installationId, triggerId: 'odd', workflow: 'ci' };
    expect((await askTriggers('put', { ...odd, filters: { ...filters, branches: ['main'] } }))[0]).toBe(400);
  });
});
