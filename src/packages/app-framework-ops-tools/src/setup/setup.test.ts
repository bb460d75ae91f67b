import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { runTool, type Terminal, useToolWorld } from '../tool-world.test.support';

const terminal: Terminal = { output: 'terminal' };

describe('setup', () => {
  const world = useToolWorld();
  const asked: [string, unknown][] = [];
  const link = {
    url: 'https://api.example.com/prod/setup?link=token',
    until: '2026-11-01T01:00:00.000Z',
    host: 'api.github.com',
  };
  let answer: object;
  beforeEach(() => {
    asked.length = 0;
    const { tagging, lambda } = world().aws;
    const minting = { ResourceARN: 'arn:aws:lambda:us-east-1:000000000000:function:mint-of-mine' };
    tagging
      .on(GetResourcesCommand, { TagFilters: [{ Key: 'WebhookIngestion', Values: ['SetupLink'] }] })
      .resolves({ ResourceTagMappingList: [minting] });
    lambda.on(InvokeCommand).callsFake(({ FunctionName, Payload }) => {
      asked.push([FunctionName, JSON.parse(Buffer.from(Payload).toString())]);
      return { Payload: Buffer.from(JSON.stringify(answer)) };
    });
  });

  it('prints the link that the deployment made', async () => {
    answer = link;
    const { exitCode, stdout } = await runTool(['setup'], terminal);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(`\n  ${link.url}\n`)]);
    const json = await runTool(
      ['setup', '--json', '--host', 'api.github.com', '--first', '--function', 'other'],
      terminal,
    );
    expect(JSON.parse(json.stdout)).toEqual(link);
    expect(asked).toEqual([
      ['mint-of-mine', {}],
      ['other', { host: 'api.github.com', only: 'first App' }],
    ]);
  });

  it('says which App is there where only the first is wanted', async () => {
    answer = { registered: [5] };
    const { exitCode, stdout } = await runTool(['setup', '--first'], terminal);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('has App 5. For another one')]);
    expect(stdout).toContain('Whether App 5 has what the deployment needs is not known:');
  });

  it('refuses where it is not said at which host, and an answer that it does not know', async () => {
    answer = { problem: 'Say at which host the App is to be: this deployment has a, b.' };
    const refused = await runTool(['setup'], terminal);
    expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining('Use --host HOST.')]);
    answer = {};
    expect((await runTool(['setup'], terminal)).exitCode).toBe(1);
  });

  it.each<[string, Terminal, string | undefined]>([
    ['no terminal', {}, undefined],
    ['a terminal of a pipeline', terminal, 'true'],
  ])('makes no link where others may read it, and says how to get one: %s', async (_where, at, ci) => {
    answer = { registered: [] };
    if (ci !== undefined) process.env.CI = ci;
    const first = await runTool(['setup', '--first'], at);
    expect([first.exitCode, first.stdout]).toEqual([0, expect.stringContaining('with --show-link, where nobody')]);
    expect(asked).toEqual([['mint-of-mine', { only: 'no link' }]]);
    const refused = await runTool(['setup', '--json'], at);
    expect([refused.exitCode, refused.stdout]).toEqual([2, expect.stringContaining('No link was made.')]);
    expect(asked).toHaveLength(1);
  });

  it('prints it where that was asked for, by option or by environment', async () => {
    answer = link;
    expect((await runTool(['setup', '--show-link'])).stdout).toContain(link.url);
    process.env.APP_FRAMEWORK_SHOW_SETUP_LINK = 'yes';
    expect((await runTool(['setup', '--first'])).stdout).toContain(link.url);
    expect(asked.map(([, input]) => input)).toEqual([{}, { only: 'first App' }]);
  });
});
