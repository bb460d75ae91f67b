import { recordOf } from '../deliveries/delivery-record';
import { field, parsedJson } from '../lambda/parsed-json';
import { createHandlerRegistry } from '../registrar/handler-registry-table';
import { parseDecisions } from '../triggers/event-decisions';
import { command, push } from '../triggers/trigger';
import { machine, sha, useWorkflows } from '../workflows/workflows.test.support';
import { startByCommand } from './trigger-operations.lambda';
import { appId, askTriggers as ask, leadToTriggers } from './trigger-operations.test.support';

describe('a workflow that a command starts', () => {
  const world = useWorkflows();
  const { aws, offer, installation, inputsOf, answerStarts } = world;
  leadToTriggers();
  beforeEach(() =>
    createHandlerRegistry({ tableName: 'ledger' })({
      Workflows: JSON.stringify([
        { name: 'ci', check: 'ci / all', machine, on: [push(), command('check')], offered: true },
        {
          name: 'deploy',
          check: 'deploy',
          machine,
          on: [command('deploy', { repositories: [5] })],
          concurrency: { group: 'branch', cancelRunning: true },
        },
      ]),
    }),
  );
  const say = async (more: object = {}, delivery: object = {}) => {
    const started = await startByCommand(
      {
        command: 'deploy',
        given: { environment: 'staging' },
        ordinal: 1,
        sha,
        pullRequest: 3,
        sender: { id: 9, login: 'octocat' },
        delivery: {
          delivery_id: '7a3f5c1e-0000-4000-8000-000000000001',
          delivery_key: 'one',
          app_id: appId,
          host: 'ghe.example.com',
          installation: installation(),
          repository: { id: 5, full_name: 'octo-org/web' },
          sender: { id: 9, login: 'octocat' },
          own: false,
          received_at: '2026-11-28T20:00:00.000Z',
          s3_reference: { bucket: 'payloads', key: 'one' },
          payload_complete: false,
          ...delivery,
        },
        ...more,
      },
      { getRemainingTimeInMillis: () => 20_000 },
    );
    if ('jobs' in started) return started;
    throw new Error('It started nothing, and ran a job again.');
  };
  const started = () => inputsOf('StartExecution').map((one) => parsedJson(String(field(one, 'input'))));
  const rows = () =>
    aws()
      .rows()
      .filter((row) => 'Workflow' in row);

  it('is a job of its commit, of who said it, with what the command was given', async () => {
    const { jobs } = await say();
    expect(jobs).toEqual([{ workflow: 'deploy', job: expect.stringMatching(/^[0-9a-f]{40}$/) }]);
    expect(started()).toEqual([
      expect.objectContaining({
        workflow: 'deploy',
        event: 'command',
        sha,
        pullRequest: 3,
        parameters: { environment: 'staging' },
        sender: { id: 9, login: 'octocat' },
      }),
    ]);
    expect(rows()).toMatchObject([
      { Status: { S: 'QUEUED' }, StartedBy: { S: 'octocat' }, HeadSha: { S: sha }, CheckName: { S: 'deploy' } },
    ]);
  });

  it('keeps what the command takes, where the bot tells', async () => {
    await say({ permission: 'maintain' });
    await say({ ordinal: 2 });
    expect(rows().map(({ Permission }) => field(Permission, 'S'))).toEqual(['maintain', undefined]);
  });

  it('keeps whom the triggers name by which it starts, unless one takes the command of anybody', async () => {
    const deploy = (authors?: string[]) => command('deploy', authors && { authors });
    await offer([
      {
        name: 'named',
        check: 'named',
        machine,
        on: [deploy(['octocat', 'mona']), deploy(['ada']), deploy(['Octocat'])],
      },
      { name: 'open', check: 'open', machine, on: [deploy(['octocat']), deploy()] },
    ]);
    await say();
    expect(rows().map(({ Authors }) => field(Authors, 'S'))).toEqual(['octocat mona Octocat', undefined]);
  });

  it('is in no group with that of another commit: a command is on no branch', async () => {
    await say();
    await say({ sha: 'c'.repeat(40), pullRequest: 4, ordinal: 2 });
    const groups = rows().map(({ ConcurrencyGroup }) => field(ConcurrencyGroup, 'S'));
    expect(new Set(groups)).toEqual(new Set([`5#${sha}`, `5#${'c'.repeat(40)}`]));
  });

  it('is one for each command of a comment, however often it is tried', async () => {
    answerStarts(...Array(3).fill({ status: 500 }));
    await expect(say()).rejects.toThrow();
    const first = await say();
    const again = await say({ given: { environment: 'other' } });
    const second = await say({ ordinal: 2 });

    expect(again).toEqual(first);
    expect(second.jobs[0]?.job).not.toBe(first.jobs[0]?.job);
    expect(rows()).toHaveLength(2);
    const ofFirst = started().filter((one) => field(one, 'job') === first.jobs[0]?.job);
    expect(new Set(ofFirst.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it('is another one by another name, of another commit, and where one command starts it once more', async () => {
    await offer([
      { name: 'deploy', check: 'deploy', machine, on: [command('deploy'), command('again')] },
      { name: 'soak', check: 'soak', machine, on: [command('deploy')] },
    ]);
    const ids = async (more: object) => (await say(more)).jobs.map(({ job }) => job);
    const all = [
      ...(await ids({})),
      ...(await ids({ command: 'again' })),
      ...(await ids({ sha: 'c'.repeat(40) })),
      ...(await ids({ nth: 2, given: { environment: 'production' } })),
    ];
    expect([all.length, new Set(all).size, rows().length]).toEqual([7, 7, 7]);
    // An earlier version of the bot's code counts none.
    expect(await ids({ nth: 1 })).toEqual(all.slice(0, 2));
  });

  it('holds up no other one where it cannot begin', async () => {
    await offer(['one', 'two', 'three'].map((name) => ({ name, check: name, machine, on: [command('deploy')] })));
    answerStarts({ status: 400, body: '{"__type":"Odd"}' });
    await expect(say()).rejects.toThrow('Odd');
    expect(started().map((one) => field(one, 'workflow'))).toEqual(['one', 'two', 'three']);
    await say();
    expect(new Set(started().map((one) => field(one, 'job'))).size).toBe(3);
  });

  it('is told with the delivery, by whichever command of it, and so is why none was', async () => {
    const { jobs } = await say();
    await say({ command: 'check', ordinal: 2 }, { replay_id: 'r-1', repository: { id: 6, full_name: 'octo-org/b' } });
    const told = aws()
      .rows()
      .flatMap((row) => {
        const text = field(row.Decisions, 'S');
        return typeof text === 'string' ? [{ part: field(row.Part, 'S'), ...parseDecisions(text) }] : [];
      });
    expect(told).toMatchObject([
      {
        part: 'triggers##1 deploy 1',
        said: { command: 'deploy', ordinal: 1, nth: 1 },
        workflows: [
          { workflow: 'deploy', decisions: [{ kind: 'matched' }], job: jobs[0]?.job },
          { workflow: 'ci', decisions: [{ by: 'event' }, { by: 'commands', value: 'deploy', meant: 'check' }] },
        ],
      },
      {
        part: 'triggers#r-1#2 check 1',
        said: { command: 'check', ordinal: 2, nth: 1 },
        workflows: [{ job: expect.any(String) }, { decisions: [{ by: 'repository', value: '6', meant: '5' }] }],
      },
    ]);
    const record = recordOf('ghe.example.com#1234#x', [{ Part: { S: 'delivery' } }, ...aws().rows()]);
    expect(record?.decided?.map(({ replayId, said }) => [replayId, said?.command])).toEqual([
      [undefined, 'deploy'],
      ['r-1', 'check'],
    ]);
  });

  it('is none where the App is lost just when it is to begin', async () => {
    await world.bringChange('suspend', { installation: installation() });
    let isKnown = false;
    aws().intercept(({ operation, input }) => {
      if (isKnown || operation !== 'GetItem' || !JSON.stringify(input).includes('lost#')) return undefined;
      isKnown = true;
      return { status: 200, body: '{}' };
    });
    expect(await say()).toEqual({
      jobs: [],
      refusals: [{ workflow: 'deploy', by: 'installation', value: expect.stringContaining('suspend') }],
    });
  });

  it('is none where the App was lost since, and says so', async () => {
    await world.bringChange('suspend', { installation: installation() });
    expect(await say()).toMatchObject({ jobs: [], refusals: [{ workflow: 'deploy', by: 'installation' }] });
    const [text] = aws()
      .rows()
      .flatMap(({ Decisions }) => field(Decisions, 'S') ?? []);
    expect(parseDecisions(String(text)).workflows[1]?.decisions).toMatchObject([{ by: 'installation' }]);
  });

  it('is none for another command, and none where its filters refuse', async () => {
    expect(await say({ command: 'soak' })).toEqual({ jobs: [], refusals: [] });
    // Of those that mean this command alone.
    expect(await say({}, { repository: { id: 6, full_name: 'octo-org/other' } })).toEqual({
      jobs: [],
      refusals: [{ workflow: 'deploy', by: 'repository', value: '6' }],
    });
    expect(await say({}, { installation: undefined })).toEqual({ jobs: [], refusals: [] });
    expect(started()).toEqual([]);
  });

  it('is started by a trigger of the installation, too, whose constants give way to what the command was given', async () => {
    const kept = { installationId: installation().id, triggerId: 'soak', workflow: 'ci' };
    const parameters = JSON.stringify({ environment: 'none', depth: 3 });
    expect((await ask('put', { ...kept, filters: { event: 'command' } }))[0]).toBe(400);
    expect((await ask('put', { ...kept, filters: { event: 'command', commands: ['Soak'] } }))[0]).toBe(400);
    await ask('put', { ...kept, filters: { event: 'command', commands: ['soak'] }, parameters });
    await say({ command: 'soak' });

    expect(started()).toEqual([
      expect.objectContaining({ trigger: 'soak', parameters: { environment: 'staging', depth: 3 } }),
    ]);
    const payload = JSON.stringify({ command: 'soak', sha, sender: { login: 'octocat' } });
    const tested = await ask('test', {
      installationId: installation().id,
      triggerId: 'soak',
      event: 'command',
      payload,
    });
    expect(tested[1]).toEqual({ decisions: [{ workflow: 'ci', trigger: 'soak', outcome: 'matched' }] });
  });
});
