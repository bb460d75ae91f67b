import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appPem, runTool, useToolWorld } from './tool-world.test.support';
import { givenKey } from './tool-world-aws.test.support';

/** Lines that are laid out, as those of fields and tables are. Sentences are the terminal's to break. */
const laidOut = (text: string) => text.split('\n').filter((line) => /\S {2,}\S/.test(line));
const wide = (text: string) => laidOut(text).filter((line) => line.length > 80);
const long = (length: number) => 'x'.repeat(length);

describe('what commands lay out', () => {
  const world = useToolWorld();
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'width-'));
    writeFileSync(join(folder, 'app.pem'), appPem);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each<[string, (pem: string) => readonly string[]]>([
    ['import-private-key', (pem) => ['import-private-key', pem, '7', '--yes', '--wait', '0']],
    ['list-keys', () => ['list-keys']],
    ['retire-keys', () => ['retire-keys', '--app-id', '7', '--wait', '0']],
    ['adopt-keys', () => ['adopt-keys', '--yes']],
    ['get-table-name', () => ['get-table-name']],
    ['get-app-token', () => ['get-app-token', '7']],
    ['get-installation-token', () => ['get-installation-token', '7', '--owner', 'octo-org']],
    ['revoke-tokens', () => ['revoke-tokens', '7', '--yes']],
    ['refresh', () => ['refresh']],
    ['list-installations', () => ['list-installations']],
    ['deliveries list', () => ['deliveries', 'list']],
  ])('keeps within 80 columns: %s', async (_, args) => {
    const current = givenKey(world(), 'current');
    givenKey(world(), 'other');
    world().rows.set(7, { KmsKeyArn: current, GitHubApiUrl: world().url });
    const { exitCode, stdout, stderr } = await runTool(args(join(folder, 'app.pem')));
    expect([0, 6]).toContain(exitCode);
    expect({ stdout: wide(stdout), stderr: wide(stderr) }).toEqual({ stdout: [], stderr: [] });
  });

  it('keeps within them for what could not be refreshed, and says why', async () => {
    const failures = [{ appId: 8, reason: 'GitHub answered nothing of use. '.repeat(20).trim() }];
    const counts = { apps: 1, installations: 0, written: 0, removed: 0, unchanged: 0 };
    const body = { message: 'm', refreshedDate: '2026-11-01T12:00:00Z', counts, failures };
    world().on('/installations/refresh', { status: 200, body });
    const { stdout } = await runTool(['refresh']);
    expect(stdout.match(/GitHub/g)).toHaveLength(20);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('says that a list of installations with long names does not', async () => {
    const installation = {
      appId: 7,
      nodeId: `O_${long(40)}`,
      installationId: 8,
      targetType: 'Organization',
      name: long(39),
    };
    world().on('/installations', { status: 200, body: { installations: [installation] } });
    const { stdout } = await runTool(['list-installations']);
    expect(wide(stdout)).toHaveLength(2);
    expect(stdout).toContain('This table is wider than 80 columns; --json is not.');
  });
});
