import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionUrlConfigCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { runTool, useToolWorld } from '../tool-world.test.support';

const whose = ['--app-id', '7', '--installation', '9'];
const filters = { event: 'push', branches: ['main'] };
const record = {
  triggerId: 'nightly',
  workflow: 'ci',
  repositoryId: 5,
  filters,
  parameters: '{"depth":3}',
  updatedAt: '2026-11-28T20:00:00Z',
};

describe('triggers', () => {
  const world = useToolWorld();
  let names: string[];
  beforeEach(() => {
    names = ['triggers-of-mine'];
    const { tagging, lambda } = world().aws;
    tagging.on(GetResourcesCommand).callsFake(({ TagFilters }) => ({
      ResourceTagMappingList:
        TagFilters[0].Values[0] === 'Triggers'
          ? names.map((name) => ({ ResourceARN: `arn:aws:lambda:us-east-1:000000000000:function:${name}` }))
          : [],
    }));
    lambda.on(GetFunctionUrlConfigCommand).callsFake(({ FunctionName }) => ({
      FunctionUrl: FunctionName === 'triggers-of-mine' ? `${world().url}/` : `${world().url}/${FunctionName}/`,
    }));
  });

  it('put keeps one, and says what is kept', async () => {
    world().on('/triggers/put', { status: 200, body: { trigger: record } });
    const more = ['--repository-id', '5', '--parameters', '{"depth":3}'];
    const { exitCode, stdout } = await runTool([
      ...['triggers', 'put', 'nightly', ...whose, '--workflow', 'ci', '--filters', JSON.stringify(filters)],
      ...more,
    ]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('Trigger nightly is kept');
    expect(stdout).toContain('{"depth":3}');
    expect(world().asked.map(({ path, body }) => [path, body])).toEqual([
      [
        '/triggers/put',
        {
          appId: 7,
          installationId: 9,
          triggerId: 'nightly',
          workflow: 'ci',
          filters,
          repositoryId: 5,
          parameters: '{"depth":3}',
        },
      ],
    ]);
  });

  it('put says what the deployment refuses', async () => {
    const body = { message: '1 member is invalid: /workflow is none' };
    world().on('/triggers/put', { status: 400, body, headers: { 'x-amzn-errortype': 'ValidationException' } });
    const { exitCode, stderr } = await runTool([
      ...['triggers', 'put', 'nightly', ...whose, '--workflow', 'x', '--filters', '{"event":"push"}'],
    ]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('/workflow is none')]);
  });

  it('list shows all pages, within 80 columns', async () => {
    const pages = [
      { triggers: [record], nextToken: 'nightly' },
      { triggers: [{ ...record, triggerId: 'b', repositoryId: undefined }] },
    ];
    world().on('/triggers', () => ({ status: 200, body: pages.shift() ?? { triggers: [] } }));
    const { stdout } = await runTool(['triggers', 'list', ...whose]);
    expect(stdout).toMatch(/^nightly +ci +push +5$/m);
    expect(stdout).toMatch(/^b +ci +push +all$/m);
    expect(world().askedOf('/triggers')).toEqual([
      { appId: 7, installationId: 9 },
      { appId: 7, installationId: 9, nextToken: 'nightly' },
    ]);
    expect((await runTool(['triggers', 'list', ...whose])).stdout).toContain('has no triggers of its own');
  });

  it('delete forgets one, of the deployment that is named', async () => {
    world().on('/other/triggers/delete', { status: 200, body: { trigger: record } });
    const { stdout } = await runTool(['triggers', 'delete', 'nightly', ...whose, '--function', 'other']);
    expect(stdout).toContain('Trigger nightly is gone');
    expect(world().asked.map(({ path }) => path)).toEqual(['/other/triggers/delete']);
  });

  it('test says what each decides of a delivery', async () => {
    const decisions = [
      { workflow: 'ci', trigger: '1', outcome: 'matched', unknown: 'the push was forced' },
      { workflow: 'ci', trigger: 'nightly', outcome: 'refused', refusedBy: 'branches', value: 'old', meant: 'main' },
      { workflow: 'docs', trigger: '1', outcome: 'files wanted' },
      { workflow: 'docs', trigger: '2', outcome: 'matched', awaits: 'approval' },
    ];
    world().on('/triggers/test', { status: 200, body: { decisions } });
    const { stdout } = await runTool(['triggers', 'test', ...whose, '--delivery', 'one']);
    const flat = stdout.replace(/\s+/g, ' ');
    for (const part of [
      'though nobody can tell',
      'refused by branches: it is old',
      'name them with --file',
      'matches; of a fork: it waits',
    ])
      expect(flat).toContain(part);
    expect(JSON.parse((await runTool(['triggers', 'test', ...whose, '--delivery', 'one', '--json'])).stdout)).toEqual({
      decisions,
    });
  });

  it('test takes a payload out of a file, filters and files', async () => {
    world().on('/triggers/test', { status: 200, body: { decisions: [] } });
    const folder = mkdtempSync(join(tmpdir(), 'triggers-'));
    const file = join(folder, 'payload.json');
    writeFileSync(file, '{"ref":"refs/heads/main"}');
    const { stdout } = await runTool([
      ...['triggers', 'test', ...whose, '--event', 'push', '--payload', `@${file}`],
      ...['--filters', '{"event":"push"}', '--file', 'a.md', '--file', 'b.md'],
    ]);
    rmSync(folder, { recursive: true });
    expect(stdout).toContain('No trigger is there');
    expect(world().askedOf('/triggers/test')).toEqual([
      {
        appId: 7,
        installationId: 9,
        event: 'push',
        payload: '{"ref":"refs/heads/main"}',
        filters: { event: 'push' },
        files: ['a.md', 'b.md'],
      },
    ]);
  });

  it.each([
    [['--filters', '{event}'], 'must be JSON'],
    [['--filters', '@/does/not/exist'], 'cannot be read'],
    [['--payload', '@/does/not/exist'], 'cannot be read'],
  ])('refuses %j before anything is asked', async (args, message) => {
    const { exitCode, stderr } = await runTool(['triggers', 'test', ...whose, ...args]);
    expect([exitCode, stderr, world().asked]).toEqual([2, expect.stringContaining(message), []]);
  });

  it('asks which deployment is meant where there are several, and says where there is none', async () => {
    names.push('others');
    expect((await runTool(['triggers', 'list', ...whose])).stderr).toContain('--function NAME');
    names.length = 0;
    expect((await runTool(['triggers', 'list', ...whose])).exitCode).toBe(3);
  });
});
