import { runTool } from '../tool-world.test.support';
import { givenWork, parkedRow } from '../tool-world-ledger.test.support';
import { deliveryId } from '../webhook-settings/webhook-world.test.support';
import {
  ago,
  atGitHub,
  attempt,
  examined,
  given,
  installation,
  other,
  useDoctorWorld,
} from './doctor-world.test.support';

describe('doctor', () => {
  const world = useDoctorWorld();

  it('says that all is well', async () => {
    const { exitCode, wrong, unknown, checks } = await examined();
    expect({ exitCode, wrong, unknown }).toEqual({ exitCode: 0, wrong: [], unknown: [] });
    expect(checks.map(({ check, state }) => `${check} ${state}`)).toEqual([
      ...['key', 'clock', 'permissions', 'acceptance', 'suspended', 'webhook-url', 'deliveries', 'webhook-secret'].map(
        (name) => `${name} fine`,
      ),
      ...['hand-made-webhooks', 'callback-url', 'quota', 'queues', 'ledger'].map((name) => `${name} fine`),
      ...['certificate none', 'alarms fine', 'backups fine'],
    ]);
    expect(checks.flatMap(({ check, note }) => (note === undefined ? [] : check))).toEqual([
      'hand-made-webhooks',
      'callback-url',
    ]);
    // This GitHub sends the first attempt again only.
    world().attempts.shift();
    expect((await runTool(['doctor'])).stdout).toMatch(/All is well\.\n$/);
  });

  it('does not call a deployment wrong in which nothing that runs by a schedule has begun, for half an hour', async () => {
    world().figures.clear();
    const [row] = world().ledger.rows;
    const madeBefore = (minutes: number) =>
      world().ledger.rows.splice(0, 1, {
        ...row,
        Since: { S: new Date(Date.now() - minutes * 60_000).toISOString() },
      });
    madeBefore(29);
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    expect(checks.find(({ check }) => check === 'ledger')).toMatchObject({
      note: 'The deployment is new, and not all that runs by a schedule has begun.',
    });
    madeBefore(31);
    expect((await examined()).wrong).toMatchObject([{ check: 'ledger', findings: [{}, {}, {}] }]);
  });

  it('tells people what is wrong, what to do, the command and the link', async () => {
    world().on('/app', { status: 200, body: { ...atGitHub, events: ['issues'] } });
    const { exitCode, stdout } = await runTool(['doctor', 'apps']);
    expect(exitCode).toBe(6);
    expect(stdout).toMatch(/^WRONG +permissions +the App has the events/m);
    expect(stdout).toMatch(/^permissions +App 7 lacks what the deployment needs: the event push\./m);
    expect(stdout).toMatch(/^to do +Its owner, octo-org, adds it/m);
    expect(stdout).toMatch(/^ {2}app-status --app-id 7 --table apps$/m);
    expect(stdout).toContain('/organizations/octo-org/settings/apps/octo-app/permissions');
    expect(stdout).toMatch(/1 finding\. Exit code 6\.\n$/);
    expect(stdout.split('\n').filter((line) => line.length > 80 && !/https?:/.test(line))).toEqual([]);
  });

  it('says what it could not look at, and why, and looks at the rest', async () => {
    world().on('/', { status: 403, body: { __type: 'AccessDenied' } });
    world().on('/app/installations', { status: 404, body: { message: 'gone fishing' } });
    const { exitCode, state, wrong, unknown } = await examined();
    expect({ exitCode, state, wrong }).toEqual({ exitCode: 1, state: 'unknown', wrong: [] });
    expect(unknown.map(({ check }) => check)).toEqual([
      ...['acceptance', 'suspended', 'hand-made-webhooks', 'quota', 'queues', 'ledger', 'alarms'],
    ]);
    expect(JSON.stringify(unknown)).toMatch(/gone fishing/);
    expect(JSON.stringify(unknown)).toMatch(/cloudwatch:GetMetricStatistics.*cloudwatch:DescribeAlarms/);
    expect((await runTool(['doctor'])).stdout).toMatch(/not all could be looked at\. Exit code 1\.\n$/);
  });

  it('says which rights who looks lacks for alarms and backups, and that a deployment need not have alarms', async () => {
    for (const path of ['/sns/', '/dynamodb/'])
      world().on(path, { status: 403, body: '<Code>AuthorizationError</Code>' });
    const { exitCode, unknown } = await examined();
    expect(exitCode).toBe(1);
    expect(unknown).toMatchObject([
      {
        check: 'alarms',
        unseen: [expect.stringMatching(/^GetTopicAttributes .* needs sns:GetTopicAttributes, which/)],
      },
      { check: 'backups', unseen: [expect.stringContaining('needs dynamodb:DescribeContinuousBackups, which')] },
    ]);
    // What was seen is told all the same.
    Object.assign(world().alarms[0] ?? {}, { ActionsEnabled: false });
    expect((await examined()).wrong).toMatchObject([
      { check: 'alarms', findings: [{}], unseen: [expect.stringContaining('sns:GetTopicAttributes')] },
    ]);
    Object.assign(world().alarms[0] ?? {}, { ActionsEnabled: true });
    world().on('/sns/', { status: 400, body: '<Code>Throttling</Code>' });
    expect(JSON.stringify((await examined()).unknown)).toMatch(/<Code>Throttling<\/Code>"\]/);
    world().alarms.splice(0);
    expect((await examined()).checks.find(({ check }) => check === 'alarms')).toMatchObject({ state: 'none' });
    world().deployed({ logGroups: undefined });
    expect((await examined()).checks.find(({ check }) => check === 'alarms')).toMatchObject({ state: 'unknown' });
  });

  it('says of a topic of another account that it sees nothing of it, and calls that no fault', async () => {
    // What an alarm starts besides is none of its business.
    const pager = 'arn:aws:lambda:us-east-1:000000000000:function:page';
    for (const alarm of world().alarms) alarm.AlarmActions = ['arn:aws:sns:us-east-1:111111111111:central', pager];
    world().on('/sns/', { status: 403, body: '<Code>AuthorizationError</Code>' });
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    expect(checks.find(({ check }) => check === 'alarms')).toMatchObject({
      state: 'fine',
      note: 'Whether somebody hears arn:aws:sns:us-east-1:111111111111:central is seen in its own account alone.',
    });
  });

  it('tells of each topic that nobody hears how many alarms tell it', async () => {
    const { alarms, topic } = world();
    topic.set('SubscriptionsConfirmed', '0');
    Object.assign(alarms[0] ?? {}, {
      AlarmActions: [...(alarms[0]?.AlarmActions ?? []), 'arn:aws:sns:us-east-1:000000000000:pager'],
    });
    expect((await examined()).wrong).toMatchObject([
      {
        findings: [
          { what: expect.stringMatching(/^Nobody hears 2 alarms: the topic alerts /) },
          { what: expect.stringMatching(/^Nobody hears 1 alarm: the topic pager /) },
        ],
      },
    ]);
  });

  it('says what to do about alarms that tell nobody, and calls a deployment well on which nobody relies yet', async () => {
    for (const alarm of world().alarms) alarm.AlarmActions = [];
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    expect(checks.find(({ check }) => check === 'alarms')).toMatchObject({
      state: 'fine',
      note: expect.stringMatching(/^The deployment has 2 alarms, and none tells anybody: give alarmOn/),
    });
  });

  it('says why the first ping of an App was refused, and calls it a fault once the sweep should have brought it', async () => {
    const pinged = (minutes: number) => ({ ...attempt(1, other, minutes, 401), event: 'ping' });
    const lookedAt = async (...attempts: ReturnType<typeof attempt>[]) => {
      world().attempts.splice(0, Number.POSITIVE_INFINITY, ...attempts);
      return (await examined()).checks.find(({ check }) => check === 'deliveries');
    };
    expect(await lookedAt(pinged(9))).toMatchObject({
      state: 'fine',
      note: expect.stringMatching(/^GitHub’s first ping of App 7 was refused/),
    });
    const refused = { what: expect.stringMatching(/^The latest delivery .* was answered with 401/) };
    expect(await lookedAt(pinged(11))).toMatchObject({
      findings: [refused, { what: expect.stringContaining('are not here') }],
    });
    expect(await lookedAt({ ...pinged(1), event: 'issues' })).toMatchObject({ findings: [refused] });
    expect(await lookedAt({ ...attempt(1, other, 1, 500), event: 'ping' })).toMatchObject({ findings: [{}] });
    // Nor is one that is refused later the first.
    expect(await lookedAt(pinged(1), attempt(2, deliveryId, 2))).toMatchObject({ findings: [refused] });
  });

  it('leaves out the alarms of a stack whose name goes on where that of the deployment ends', async () => {
    const [own] = world().alarms;
    if (!own) throw new Error('The world has no alarm.');
    const off = { ...own, AlarmName: 'bot-dev-Failed', ActionsEnabled: false };
    world().alarms.push({ ...off, AlarmDescription: 'bot-dev/Webhooks/Failed: Deliveries fail.' });
    expect((await examined()).wrong).toEqual([]);
    // One whose place in the stack is too long to be told.
    world().alarms.push({ ...off, AlarmDescription: 'bot: Deliveries fail.' });
    expect((await examined()).wrong).toMatchObject([
      {
        check: 'alarms',
        findings: [{ what: expect.stringMatching(/^The deployment has 3 alarms, and 1 is switched off/) }],
      },
    ]);
  });

  it('tells what a handler gave up more than a day ago, and calls it no fault of today', async () => {
    const key = given(world(), { deliveryId: other, receivedAt: ago(25 * 60) });
    givenWork(world().ledger, key, 'handler#greet', parkedRow(other, 'no'));
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    expect(checks.find(({ check }) => check === 'ledger')).toMatchObject({
      state: 'fine',
      note: expect.stringContaining('1 delivery is parked since more than 24 hours'),
    });
  });

  it('says how far GitHub’s list was read where it goes on, and that what came since is too young to judge by', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => attempt(index + 1, deliveryId, 1 + index / 500));
    world().attempts.splice(0, Number.POSITIVE_INFINITY, ...many);
    given(world(), { deliveryId: other, receivedAt: ago(20) });
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    const last = many[999]?.delivered_at;
    // One more is listed by then, which was sent again.
    const lastBefore = many[998]?.delivered_at;
    const noteOf = (name: string) => String(checks.find(({ check }) => check === name)?.note);
    expect(noteOf('deliveries')).toContain(`Looked at the latest 1000 attempts, which go back to ${last}`);
    expect(noteOf('hand-made-webhooks')).toContain(`goes back to ${lastBefore} only`);
    world().attempts.splice(999);
    expect((await examined()).checks.find(({ check }) => check === 'deliveries')?.note).toBeUndefined();
  });

  it('reads GitHub’s list on, page by page, to what is older than it has to be', async () => {
    const days = Array.from({ length: 350 }, (_, index) => attempt(index + 1, deliveryId, 1 + index * 8));
    world().attempts.splice(0, Number.POSITIVE_INFINITY, ...days);
    world().attempts.splice(170, 1, attempt(171, other, 1 + 170 * 8));
    const { wrong, checks } = await examined();
    const [lacking] = wrong.flatMap(({ findings = [] }) => findings.map(({ what }) => what));
    expect(lacking).toContain(`1 of the 2 latest deliveries of App 7 are not here, the oldest of them issues ${other}`);
    // The sweep has fetched it since.
    const key = given(world(), { deliveryId: other, receivedAt: ago(5) });
    for (const row of world().ledger.rows) if (row.Delivery?.S === key) row.Source = { S: 'recovered' };
    expect((await examined()).wrong).toEqual([]);
    expect(checks.find(({ check }) => check === 'deliveries')?.note).toBeUndefined();
    // Two pages have a day, one an hour; what proves the secret and sends again looks at the newest page.
    const before = world().askedOf('/app/hook/deliveries').length;
    await examined('--app-id', '7');
    expect(world().askedOf('/app/hook/deliveries').length - before).toBeLessThan(8);
  });

  it('says of how many repositories it saw the webhooks, and since when it looked at what came', async () => {
    const noteOfHooks = async () =>
      String((await examined()).checks.find(({ check }) => check === 'hand-made-webhooks')?.note);
    const permissions = { ...atGitHub.permissions, repository_hooks: 'read' };
    world().on('/app/installations', { status: 200, body: [installation({ permissions })] });
    world().on('/repos/acme/web/hooks', { status: 200, body: [] });
    const repositories = [{ full_name: 'acme/web' }];
    const listed = (total_count: number) =>
      world().on('/installation/repositories', { status: 200, body: { repositories, total_count } });
    listed(100);
    expect(await noteOfHooks()).not.toContain('Looked at');
    listed(101);
    const note = await noteOfHooks();
    expect(note).toContain('Looked at 100 of 101 repositories of acme.');
    expect(note).not.toContain('By what came since');
    for (let index = 0; index < 1_000; index += 1) {
      const some = `${index.toString(16).padStart(8, '0')}-cc78-11e3-81ab-4c9367dc0958`;
      given(world(), { deliveryId: some, receivedAt: ago(10 + index / 100) });
    }
    expect(await noteOfHooks()).toMatch(/By what came since \d{4}-/);
  });

  it('takes a server without rate limits for well, and one that does not answer for unknown', async () => {
    world().on('/rate_limit', { status: 404, body: { message: 'Rate limiting is not enabled.' } });
    expect((await examined()).exitCode).toBe(0);
    // This GitHub sends the first attempt again only.
    world().attempts.shift();
    world().on('/rate_limit', { status: 403, body: { message: 'no' } });
    expect((await examined()).unknown.map(({ check }) => check)).toEqual(['quota']);
  });

  it.each([403, 429, 503])('calls no client id wrong for an answer that does not say so: %d', async (status) => {
    world().on('/login/oauth/authorize', { status, body: '' });
    const { wrong, unknown } = await examined();
    expect(wrong).toEqual([]);
    expect(unknown).toMatchObject([{ check: 'callback-url', unseen: [expect.stringContaining(String(status))] }]);
  });

  it('sends again only what is here already: another endpoint may have taken the rest', async () => {
    world().attempts.splice(0, Number.POSITIVE_INFINITY, attempt(1, other, 5));
    const { checks } = await examined();
    expect(checks.find(({ check }) => check === 'webhook-secret')?.state).toBe('none');
    expect(world().askedOf('/app/hook/deliveries/1/attempts')).toEqual([]);
    world().attempts.splice(0, Number.POSITIVE_INFINITY, attempt(1, deliveryId, 5));
    await examined();
    expect(world().askedOf('/app/hook/deliveries/1/attempts')).toHaveLength(1);
  });

  it('takes the webhook URL that it is told in place of the one that the deployment knows', async () => {
    world().hook.url = 'https://proxy.example.com/hook';
    const { wrong } = await examined('--webhook-url', 'https://proxy.example.com/hook/');
    expect(wrong.map(({ check }) => check)).not.toContain('webhook-url');
    world().deployed({ publicWebhookUrl: 'https://proxy.example.com/hook' });
    expect((await examined()).wrong.map(({ check }) => check)).not.toContain('webhook-url');
  });

  it('looks at a deployment that takes no webhooks', async () => {
    world().ledger.names.splice(0);
    const { exitCode, checks } = await examined();
    expect(exitCode).toBe(0);
    expect(checks.filter(({ state }) => state === 'fine').map(({ check }) => check)).toEqual([
      ...['key', 'clock', 'acceptance', 'suspended', 'quota'],
    ]);
  });

  it('does not call a deployment well that has no App', async () => {
    world().rows.clear();
    const { exitCode, stdout } = await runTool(['doctor']);
    expect(exitCode).toBe(6);
    expect(stdout).toContain('has no App');
  });
});
