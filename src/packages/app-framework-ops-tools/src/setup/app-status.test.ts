import { InvokeCommand } from '@aws-sdk/client-lambda';
import { runTool, useToolWorld } from '../tool-world.test.support';

const routes = [
  { name: 'greet', events: ['issues'], needs: { issues: 'write' } },
  { name: 'ci', events: ['push', 'installation'] },
  { name: 'elsewhere', events: ['release'], apps: [9] },
];
const atGitHub = {
  id: 7,
  slug: 'octo-app',
  owner: { login: 'octo-org', type: 'Organization' },
  permissions: { issues: 'write', contents: 'read', metadata: 'read' },
  events: ['issues', 'push'],
};
const installation = (id: number, login: string, permissions: object) => ({
  id,
  account: { login },
  html_url: `https://github.com/organizations/${login}/settings/installations/${id}`,
  permissions,
});

describe('app-status', () => {
  const world = useToolWorld();
  beforeEach(() => {
    const { ledger, rows, url, on } = world();
    rows.set(7, { KmsKeyArn: 'arn', GitHubApiUrl: url });
    const [Delivery, Part] = [{ S: 'deployment' }, { S: 'routing' }];
    ledger.rows.push({ Delivery, Part, Routes: { S: JSON.stringify(routes) } });
    on('/app', { status: 200, body: atGitHub });
    on('/app/installations', { status: 200, body: [installation(1, 'acme', atGitHub.permissions)] });
  });
  const status = (...args: string[]) => runTool(['app-status', '--app-id', '7', ...args]);

  it('says that all is there, for the handlers of this App', async () => {
    const { exitCode, stdout } = await status();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('App 7 has at GitHub what this deployment needs')]);
  });

  it('says what its owner has to add, and where', async () => {
    world().on('/app', {
      status: 200,
      body: { ...atGitHub, permissions: { issues: 'read', metadata: 'read' }, events: ['issues'] },
    });
    const { exitCode, stdout } = await status();
    expect(exitCode).toBe(6);
    expect(stdout).toContain('Its owner, octo-org, adds it at');
    expect(stdout).toContain(`${world().url}/organizations/octo-org/settings/apps/octo-app/permissions`);
    expect(stdout).toContain('permissions: contents: read, issues: write');
    expect(stdout).toContain('events: push');
    expect(JSON.parse((await status('--json')).stdout)).toMatchObject({
      lacks: { events: ['push'], permissions: { contents: 'read', issues: 'write' } },
      pending: [],
    });
  });

  it('is told by setup at once, where the App is there', async () => {
    const answer = { Payload: Buffer.from(JSON.stringify({ registered: [7] })) };
    world()
      .aws.lambda.on(InvokeCommand)
      .callsFake(() => answer);
    world().on('/app', { status: 200, body: { ...atGitHub, events: ['issues'] } });
    const { exitCode, stdout } = await runTool(['setup', '--first', '--function', 'mint-of-mine']);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('events: push')]);
  });

  it('lists the installations whose owners have to accept, of all pages', async () => {
    const old = { issues: 'read', metadata: 'read' };
    const many = Array.from({ length: 100 }, (_, index) => installation(index + 10, `o${index}`, atGitHub.permissions));
    let page = 0;
    world().on('/app/installations', () => {
      page += 1;
      return { status: 200, body: page === 1 ? many : [installation(5, 'late', old)] };
    });
    const { exitCode, stdout } = await status();
    expect(exitCode).toBe(6);
    expect(stdout).toContain('1 installation has older permissions');
    expect(stdout).toContain('late: issues: write, contents: read');
    expect(stdout).toContain('https://github.com/organizations/late/settings/installations/5/permissions/update');
    expect(stdout).not.toContain('adds it at');
  });

  it('fails where GitHub does not answer, and says that later is better', async () => {
    world().on('/app/installations', { status: 503, body: { message: 'down' } });
    expect((await status()).exitCode).toBe(5);
  });
});
