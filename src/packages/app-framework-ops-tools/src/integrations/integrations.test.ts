import { GetFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { runTool, useToolWorld } from '../tool-world.test.support';

const integrationId = 'a'.repeat(64);
const record = {
  ...{ integrationId, appId: 7, host: 'api.github.com', accountId: 500, accountLogin: 'acme' },
  ...{ accountType: 'Organization', installationId: 9, status: 'active', gitHubLogin: 'ada' },
  createdAt: '2026-11-28T20:00:00Z',
};
const whose = ['--user', 'user-1'];

describe('integrations', () => {
  const world = useToolWorld();
  let names: string[];
  beforeEach(() => {
    names = ['integrations-of-mine'];
    const { tagging, lambda } = world().aws;
    tagging.on(GetResourcesCommand).callsFake(({ TagFilters }) => ({
      ResourceTagMappingList:
        TagFilters[0].Values[0] === 'Integrations'
          ? names.map((name) => ({ ResourceARN: `arn:aws:lambda:us-east-1:000000000000:function:${name}` }))
          : [],
    }));
    lambda.on(GetFunctionUrlConfigCommand).callsFake(({ FunctionName }) => ({
      FunctionUrl: FunctionName === 'integrations-of-mine' ? `${world().url}/` : `${world().url}/${FunctionName}/`,
    }));
  });

  it('link makes one for a user, and says for whom and until when', async () => {
    const url = 'https://bot.example.com/prod/install?link=abc';
    world().on('/integrations/link', { status: 200, body: { url, expirationTime: '2026-11-28T21:00:00Z' } });
    const { exitCode, stdout } = await runTool([
      ...['integrations', 'link', '--app-id', '7', '--label', 'ada@example.com', ...whose],
    ]);
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, url]);
    expect(stdout).toContain('for ada@example.com alone, good once, until 2026-11-28T21:00:00.000Z');
    expect(world().askedOf('/integrations/link')).toEqual([
      { appId: 7, userId: 'user-1', userLabel: 'ada@example.com' },
    ]);
  });

  it('list shows all pages', async () => {
    const pages = [
      { integrations: [record], nextToken: 'next' },
      { integrations: [{ ...record, accountLogin: 'other', status: 'role-lost' }] },
    ];
    world().on('/integrations', () => ({ status: 200, body: pages.shift() ?? { integrations: [] } }));
    const { stdout } = await runTool(['integrations', 'list', ...whose]);
    expect(stdout).toMatch(/^active +7 +9 +acme +a{64}$/m);
    expect(stdout).toMatch(/^role-lost +7 +9 +other +a{64}$/m);
    expect(world().askedOf('/integrations')).toEqual([{ userId: 'user-1' }, { userId: 'user-1', nextToken: 'next' }]);
    expect((await runTool(['integrations', 'list', ...whose])).stdout).toContain('The user user-1 has no integrations');
  });

  it('revoke ends one without a question, and says what is left', async () => {
    const leftAtGitHub = 'The App stays installed on acme: https://github.com/settings';
    const body = { integration: { ...record, status: 'revoked' }, leftAtGitHub };
    world().on('/integrations/revoke', { status: 200, body });
    const { exitCode, stdout, questions } = await runTool(['integrations', 'revoke', integrationId, ...whose]);
    expect([exitCode, questions]).toEqual([0, []]);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`Status revoked At GitHub ${leftAtGitHub}`);
    expect(world().askedOf('/integrations/revoke')).toEqual([{ userId: 'user-1', integrationId }]);
  });

  it('revoke asks before the App is uninstalled, and asks nothing of the deployment after a no', async () => {
    world().on('/integrations/revoke', { status: 200, body: { integration: { ...record, status: 'revoked' } } });
    const uninstall = ['integrations', 'revoke', integrationId, ...whose, '--uninstall'];
    expect(await runTool(uninstall, { answer: 'no' })).toMatchObject({ exitCode: 4, questions: [expect.anything()] });
    expect(await runTool(uninstall)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('give --yes') });
    expect(world().askedOf('/integrations/revoke')).toEqual([]);
    expect((await runTool(uninstall, { answer: 'yes' })).exitCode).toBe(0);
    const { exitCode, stdout, questions } = await runTool([...uninstall, '--yes']);
    expect([exitCode, questions, stdout]).toEqual([0, [], expect.stringContaining('nothing is left')]);
    const asked = { userId: 'user-1', integrationId, uninstall: true };
    expect(world().askedOf('/integrations/revoke')).toEqual([asked, asked]);
  });

  it('asks which deployment is meant where there are several, and says where there is none', async () => {
    names.push('others');
    expect((await runTool(['integrations', 'list', ...whose])).stderr).toContain('--function NAME');
    world().on('/others/integrations', { status: 200, body: { integrations: [] } });
    expect((await runTool(['integrations', 'list', ...whose, '--function', 'others'])).exitCode).toBe(0);
    names.length = 0;
    const { exitCode, stderr } = await runTool(['integrations', 'list', ...whose]);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Deploy a stack with InstallLinks')]);
  });
});
