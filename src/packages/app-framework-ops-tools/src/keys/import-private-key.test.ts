import { createPrivateKey } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeKeyCommand, ImportKeyMaterialCommand, NotFoundException } from '@aws-sdk/client-kms';
import { app, appPem, runTool, useToolWorld } from '../tool-world.test.support';
import { givenKey } from '../tool-world-aws.test.support';

describe('import-private-key', () => {
  const world = useToolWorld();
  let folder = '';
  let pem = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'import-'));
    pem = join(folder, 'app.pem');
    writeFileSync(pem, appPem);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const importing = (...options: string[]) => ['import-private-key', pem, '7', '--wait', '0', ...options];
  const refusing = { status: 403, headers: { 'x-amzn-errortype': 'AccessDeniedException' }, body: { message: 'no' } };

  it('points the row at a key in KMS, and destroys the file', async () => {
    const { exitCode, stdout } = await runTool(importing('--yes', '--json'));
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      answer: { appId: 7, appSlug: 'octo-app', table: 'apps', deployment: 'proven', pem: { kind: 'removed' } },
    });
    const [[arn, key] = []] = world().keys;
    expect(world().rows.get(7)).toEqual({ KmsKeyArn: arn, GitHubApiUrl: world().url });
    expect(Object.fromEntries(key?.tags ?? [])).toMatchObject({ Status: 'Active', AppTable: 'apps', AppId: '7' });
    expect(existsSync(pem)).toBe(false);
  });

  it('keeps the file where the function does not sign with the new key, whatever --yes says', async () => {
    world().on('/tokens/app', refusing);
    const { exitCode, stdout } = await runTool(importing('--yes'));
    expect(exitCode).toBe(6);
    expect(stdout).toContain('LEFT TO DO: Could not prove that the deployed functions reach GitHub with the new key');
    expect(readFileSync(pem, 'utf8')).toBe(appPem);
  });

  it('has the deployment itself ask GitHub as this App', async () => {
    await runTool(importing('--yes'));
    expect(world().askedOf('/installations/refresh')).toEqual([{ appId: 7 }]);
  });

  it('takes no answer of the deployment for a proof in which it failed at GitHub', async () => {
    const reason = 'GitHub answered 401: Bad credentials';
    let answers = 0;
    world().on('/installations/refresh', () => {
      answers += 1;
      const failures = answers === 1 ? [{ appId: 7, reason }] : [];
      return { status: 200, body: { refreshedDate: '2026-11-01T12:00:00Z', failures } };
    });
    const { exitCode, stderr } = await runTool(importing('--yes'));
    expect([exitCode, answers, existsSync(pem)]).toEqual([0, 2, false]);
    expect(stderr).toContain(reason);
  });

  it('keeps the file where the deployment may not be asked to', async () => {
    world().on('/installations/refresh', refusing);
    expect((await runTool(importing('--yes'))).exitCode).toBe(6);
    expect(readFileSync(pem, 'utf8')).toBe(appPem);
  });

  it('says what it waits for while KMS does not know the new key everywhere', async () => {
    let isKnown = false;
    world()
      .aws.kms.on(ImportKeyMaterialCommand)
      .callsFake(({ KeyId }) => {
        if (!isKnown) {
          isKnown = true;
          throw new NotFoundException({ message: 'Key does not exist', $metadata: {} });
        }
        Object.assign(world().keys.get(KeyId) ?? {}, { state: 'Enabled', privateKey: createPrivateKey(appPem) });
        return {};
      });
    const { exitCode, stderr } = await runTool(importing('--yes'));
    expect(exitCode).toBe(0);
    expect(stderr).toContain('waiting, 0 of at most 300 s, to import the key material into KMS: Key does not exist');
  });

  it.each(['--verify', '--no-verify'])('knows %s', async (option) => {
    world().on('/tokens/app', refusing);
    const isProof = option === '--verify';
    expect((await runTool(importing(option, '--yes'))).exitCode).toBe(isProof ? 6 : 0);
    expect({ asked: world().askedOf('/tokens/app').length > 0, kept: existsSync(pem) }).toEqual({
      asked: isProof,
      kept: isProof,
    });
  });

  // A table that a deployment has left behind: nothing would ever sign with the key.
  it.each([
    ['named', ['left-over']],
    ['the only one', []],
  ])('refuses a table that no function reads, %s, before anything is created', async (_, table) => {
    world().tables.splice(0, 1, 'left-over');
    world().deployments.length = 0;
    expect(await runTool(importing(...table, '--yes'))).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('No function reads table left-over'),
    });
    expect({ keys: world().keys.size, kept: existsSync(pem) }).toEqual({ keys: 0, kept: true });
  });

  it('imports into such a table where it is told to, and keeps the file', async () => {
    world().tables.push('left-over');
    const { exitCode, stdout } = await runTool(importing('left-over', '--unserved-table', '--yes', '--json'));
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ table: 'left-over', deployment: 'not asked', pem: { kind: 'kept' } });
    expect(existsSync(pem)).toBe(true);
  });

  it.each([
    ['yes', false],
    ['no', true],
  ] as const)('obeys a %s to the question what becomes of the file', async (answer, isKept) => {
    const { exitCode, questions } = await runTool(importing(), { answer });
    expect(exitCode).toBe(0);
    expect(questions).toEqual([expect.stringContaining(pem)]);
    expect(existsSync(pem)).toBe(isKept);
  });

  it('refuses to guess where there is no terminal, and asks nothing of anybody', async () => {
    expect((await runTool(importing())).exitCode).toBe(2);
    expect({ asked: world().asked, keys: world().keys.size }).toEqual({ asked: [], keys: 0 });
  });

  // What kill -9 leaves: before the material is there, and right before the row is written.
  it.each([
    ['PendingImport', '2025-06-01'],
    ['Enabled', '2026-02-01'],
  ] as const)('names the key of an import that ended halfway: %s', async (state, day) => {
    const current = givenKey(world(), 'current');
    const left = givenKey(world(), 'left', { state, createdOn: new Date(day) });
    givenKey(world(), 'failed', { tags: { Status: 'Failed' }, createdOn: new Date('2026-02-01') });
    givenKey(world(), 'replaced', { tags: { ReplacedBy: current }, createdOn: new Date('2026-02-01') });
    world().rows.set(7, { KmsKeyArn: current, GitHubApiUrl: world().url });
    const { exitCode, stderr, stdout } = await runTool(importing('--yes'));
    expect(exitCode).toBe(0);
    for (const text of [stderr, stdout]) expect(text.match(/ended halfway/g)).toHaveLength(1);
    expect(stdout).toContain(`its KMS key ${left} (${state}, made on ${day}`);
    expect(stdout).toContain('retire-keys --app-id 7 --table apps --schedule-deletion 7');
    await runTool(['retire-keys', '--app-id', '7', '--wait', '0', '--schedule-deletion', '7', '--yes']);
    expect(world().keys.get(left)?.state).toBe('PendingDeletion');
  });

  it('names it though the App has no row yet, to scripts too', async () => {
    const left = givenKey(world(), 'left', { state: 'PendingImport' });
    const { stdout } = await runTool(importing('--yes', '--json'));
    expect(JSON.parse(stdout).unfinished).toEqual([
      { kmsKeyArn: left, state: 'PendingImport', createdOn: '2026-01-01T00:00:00.000Z' },
    ]);
  });

  it('imports all the same where it may not look, and says so', async () => {
    world().aws.kms.on(DescribeKeyCommand).rejects(new Error('not authorized'));
    givenKey(world(), 'left', { state: 'PendingImport' });
    const { exitCode, stderr } = await runTool(importing('--yes'));
    expect(exitCode).toBe(0);
    expect(stderr).toContain('Could not look for keys of imports that ended halfway: not authorized');
  });

  it('keeps the file and asks nothing with --keep-pem', async () => {
    expect(await runTool(importing('--keep-pem'), { answer: 'yes' })).toMatchObject({ exitCode: 0, questions: [] });
    expect(existsSync(pem)).toBe(true);
  });

  it('retires the key that signed before', async () => {
    const old = givenKey(world(), 'old');
    world().rows.set(7, { KmsKeyArn: old, GitHubApiUrl: world().url });
    const { exitCode, stdout } = await runTool(importing('--yes'));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Old key +retired/);
    expect(world().keys.get(old)?.tags.get('Status')).toBe('Inactive');
  });

  it('leaves the key that signed before usable with --no-wait', async () => {
    const old = givenKey(world(), 'old');
    world().rows.set(7, { KmsKeyArn: old, GitHubApiUrl: world().url });
    const { exitCode, stdout } = await runTool(['import-private-key', pem, '7', '--no-wait', '--yes']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('retire-keys --app-id 7 --table apps');
    expect(world().keys.get(old)?.tags.get('Status')).toBe('Active');
  });

  it.each<[string, (text: string) => string | Buffer]>([
    ['in UTF-16', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['in an .env line of its own', (text) => `KEY="${text.replaceAll('\n', '\\n')}"\n`],
    ['in base64', (text) => Buffer.from(text).toString('base64')],
  ])('imports a key %s, and destroys the file', async (_, form) => {
    writeFileSync(pem, form(appPem));
    expect((await runTool(importing('--yes'))).exitCode).toBe(0);
    expect(existsSync(pem)).toBe(false);
  });

  it('creates nothing of a file that holds no private key, and says what it is', async () => {
    writeFileSync(pem, 'PuTTY-User-Key-File-3: ssh-rsa\n');
    const { exitCode, stderr } = await runTool(importing('--yes'));
    expect(exitCode).toBe(4);
    expect(stderr).toContain('it is a key of PuTTY');
    expect({ asked: world().asked, keys: world().keys.size }).toEqual({ asked: [], keys: 0 });
  });

  it('creates nothing where the file holds more than the key and was to be removed', async () => {
    const text = `OTHER=secret\n${appPem}`;
    writeFileSync(pem, text);
    expect((await runTool(importing('--yes'))).exitCode).toBe(4);
    expect(world().asked).toEqual([]);
    expect((await runTool(importing('--keep-pem'))).exitCode).toBe(0);
    expect(readFileSync(pem, 'utf8')).toBe(text);
  });

  it('imports by the client id, and keeps it beside the App', async () => {
    const args = ['import-private-key', pem, app.client_id, '--wait', '0', '--yes', '--json'];
    const { exitCode, stdout } = await runTool(args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ appId: 7, pem: { kind: 'removed' } });
    expect(world().rows.get(7)).toMatchObject({ ClientId: app.client_id, KmsKeyArn: expect.any(String) });
  });

  it('creates nothing for the client id of another App', async () => {
    const { exitCode, stderr } = await runTool(['import-private-key', pem, 'Iv23liOtherOtherOther', '--yes']);
    expect(exitCode).toBe(4);
    expect(stderr).toContain('answered 401');
    expect(world().keys.size).toBe(0);
  });

  it('imports from standard input', async () => {
    const args = ['import-private-key', '-', '7', '--wait', '0', '--yes', '--json'];
    const { exitCode, stdout } = await runTool(args, { input: appPem });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).pem).toMatchObject({ kind: 'kept', note: 'it is no file that could be removed' });
  });

  it('creates nothing for a key of another App, and keeps the file', async () => {
    expect(await runTool(['import-private-key', pem, '8', '--yes'])).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining('401'),
    });
    expect({ keys: world().keys.size, rows: world().rows.size, pem: existsSync(pem) }).toEqual({
      keys: 0,
      rows: 0,
      pem: true,
    });
  });

  it('imports into the table that is named, and asks which where there are several', async () => {
    world().tables.push('others');
    world().deployments.push({ table: 'others', url: world().url });
    expect((await runTool(importing('--yes'))).exitCode).toBe(2);
    expect(world().keys.size).toBe(0);
    const { exitCode, stdout } = await runTool(['import-private-key', pem, '7', 'others', '--yes', '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ table: 'others' });
    const [key] = world().keys.values();
    expect(key?.tags.get('AppTable')).toBe('others');
  });
});
