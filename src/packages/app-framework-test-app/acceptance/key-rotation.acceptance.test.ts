import { spawn } from 'node:child_process';
import { createPublicKey, verify } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { appRow } from './harness/app-rows';
import { region, target } from './harness/deployment';
import { setKeyTagLag } from './harness/emulator';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { functionOf } from './harness/functions';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { roleSession, sessionLike } from './harness/identities';
import { listAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { environmentFor, expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { record } from './harness/record';
import { describeWith } from './harness/requires';
import { stateOf, tagsOf } from './harness/signing-keys';
import { startCalls } from './harness/token-stream';

describeWith(['the local GitHub', 'the local AWS'], 'a rotation', () => {
  afterEach(() => setKeyTagLag(0));

  it('under a stream of calls fails none of them, while changed tags take their time to count', async () => {
    const lagSeconds = 3;
    const app = await givenApp();
    const { login } = await gitHub.createAccount(`rotated-${app.appId}`);
    await gitHub.install({ appId: app.appId, account: login });
    const oldKey = await keyOf(app);
    const signsAsFunction = await signerLike((await functionOf('AppTokenEndpoint')).roleArn);
    expect(await signsAsFunction(oldKey)).toBe(true);
    await setKeyTagLag(lagSeconds);

    const appTokens = await clientAs('AppTokenCallerRole');
    const installationTokens = await clientAs('InstallationTokenCallerRole');
    const appToken = async () => (await appTokens.getAppToken({ appId: app.appId })).appToken;
    const installationToken = async () =>
      (await installationTokens.getInstallationToken({ appId: app.appId, owner: login, fresh: true }))
        .installationToken;
    const accepted = async (path: string, token: string) => {
      const { status } = await askGitHub(app.gitHubApiUrl, path, token);
      if (status !== 200) throw new Error(`GitHub answered ${path} with ${status}`);
    };
    const asApp = async () => accepted('/app', await appToken());
    const asInstallation = async () => accepted('/installation/repositories', await installationToken());
    // Functions keep App tokens for minutes and try again where KMS refuses: they alone would hide a key that is out of use too early.
    const fromMemory = signerThatRemembers(() => keyOf(app), signsAsFunction);
    const stream = startCalls([asApp, asApp, asInstallation, asInstallation, fromMemory]);
    await eventually({ what: 'calls before the rotation' }, async () => stream.count() > 20 || undefined);

    const { pem } = await gitHub.addKey(app.appId);
    const ended = await operationsTool([...importArguments(app, pem), '--wait', `${lagSeconds + 2}`]);
    const duringRotation = stream.count();
    expectExit(ended, 0);
    expect(ended.json()).toMatchObject({ retirement: 'done', oldKey: { outcome: 'retired' }, followUps: [] });
    const newKey = await keyOf(app);
    expect(newKey).not.toBe(oldKey);

    // The old key's new tag counts after the lag only: the calls go on until no function could sign with it.
    await eventually({ what: 'the old key to be refused to the functions' }, async () =>
      (await signsAsFunction(oldKey)) ? undefined : true,
    );
    // Functions look at the row again after 20 seconds.
    await eventually({ what: 'a token that the new key has signed' }, async () =>
      isSignedWith(pem, await appToken()) ? true : undefined,
    );
    await eventually({ what: 'calls after that' }, async () => stream.count() > duringRotation + 20 || undefined);
    expect(await stream.stop()).toEqual([]);
    expect(await tagsOf(oldKey)).toMatchObject({
      Status: 'Inactive',
      ReplacedBy: newKey,
      ReplacedOn: expect.stringMatching(/^\d{4}-/),
    });
    expect(await tagsOf(newKey)).toMatchObject({ Status: 'Active' });
  });

  it('can be left with Ctrl-C while it waits, and is finished by retire-keys', async () => {
    const app = await givenApp();
    const oldKey = await keyOf(app);
    const { pem } = await gitHub.addKey(app.appId);
    const left = await interrupted([...importArguments(app, pem), '--wait', '3600'], 'Both keys work until');
    expectExit(left, 6);
    const document: unknown = JSON.parse(left.stdout);
    expect(document).toMatchObject({
      retirement: 'to do',
      oldKey: { kmsKeyArn: oldKey, outcome: 'waiting' },
      followUps: [{ todo: expect.stringContaining(`retire-keys --app-id ${app.appId}`) }],
      pem: { kind: 'removed' },
    });
    expect(await tagsOf(oldKey)).toMatchObject({ Status: 'Active', ReplacedBy: await keyOf(app) });

    const retire = ['retire-keys', '--app-id', `${app.appId}`, '--json'];
    const early = await operationsTool([...retire, '--wait', '3600', '--no-wait']);
    expectExit(early, 6);
    expect(await tagsOf(oldKey)).toMatchObject({ Status: 'Active' });

    const later = await operationsTool([...retire, '--schedule-deletion', '7', '--yes']);
    expectExit(later, 0);
    expect(later.json()).toMatchObject({ keys: [{ kmsKeyArn: oldKey, outcome: 'retired' }] });
    expect(await tagsOf(oldKey)).toMatchObject({ Status: 'Inactive' });
    expect(await stateOf(oldKey)).toBe('PendingDeletion');
    await expect((await clientAs('AppTokenCallerRole')).getAppToken({ appId: app.appId })).resolves.toBeDefined();
  });

  it('stops a leaked key at once, although its tags take their time to count', async () => {
    const app = await givenApp();
    const oldKey = await keyOf(app);
    await setKeyTagLag(600);
    const { pem } = await gitHub.addKey(app.appId);
    expectExit(await operationsTool([...importArguments(app, pem), '--no-wait']), 0);
    const signsAsFunction = await signerLike((await functionOf('AppTokenEndpoint')).roleArn);
    expect(await signsAsFunction(oldKey)).toBe(true);

    expectExit(await operationsTool(['retire-keys', '--app-id', `${app.appId}`, '--now', '--json']), 2);
    expect(await stateOf(oldKey)).toBe('Enabled');
    expectExit(await operationsTool(['retire-keys', '--app-id', `${app.appId}`, '--now', '--yes', '--json']), 0);
    expect(await stateOf(oldKey)).toBe('Disabled');
    expect(await signsAsFunction(oldKey)).toBe(false);
    expect(await signsAsFunction(await keyOf(app))).toBe(true);
  });

  it('shows which key to delete at GitHub by its fingerprint, and when', async () => {
    const app = await givenApp();
    const { pem, fingerprint } = await gitHub.addKey(app.appId);
    expectExit(await operationsTool(importArguments(app, pem)), 0);
    const list = ['list-keys', '--app-id', `${app.appId}`];
    const ended = await operationsTool([...list, '--json']);
    expectExit(ended, 0);
    const keys = listAt(ended.json(), 'keys');
    expect(keys).toMatchObject([
      {
        current: true,
        fingerprint,
        kmsState: 'Enabled',
        status: 'Active',
        atKms: { verdict: 'keep' },
        atGitHub: { verdict: 'keep' },
      },
      {
        current: false,
        standing: 'retired',
        status: 'Inactive',
        atKms: { verdict: 'safe' },
        atGitHub: { verdict: 'later' },
      },
    ]);

    // Disabled, KMS does not tell its public half any more.
    expectExit(await operationsTool(['retire-keys', '--app-id', `${app.appId}`, '--now', '--yes']), 0);
    const [, disabled] = listAt((await operationsTool([...list, '--json'])).json(), 'keys');
    expect(disabled).toMatchObject({ kmsState: 'Disabled', fingerprint: textAt(keys[1], 'fingerprint') });
    const { stdout } = await operationsTool(list);
    expect(stdout).toContain(textAt(disabled, 'fingerprint'));

    // What is to be deleted at GitHub is the other key: the App goes on.
    await gitHub.removeKey(app.appId, textAt(disabled, 'fingerprint'));
    const { appToken } = await (await clientAs('AppTokenCallerRole')).getAppToken({ appId: app.appId });
    expect((await askGitHub(app.gitHubApiUrl, '/app', appToken)).status).toBe(200);
  });
});

function importArguments(app: ImportedApp, pem: string): string[] {
  return [
    'import-private-key',
    givenPemFile(pem),
    `${app.appId}`,
    '--github-api-url',
    app.gitHubApiUrl,
    '--no-verify',
    '--yes',
    '--json',
  ];
}

async function keyOf({ appId }: { appId: number }): Promise<string> {
  const row = await appRow(appId);
  if (!row) throw new Error(`App ${appId} has no row.`);
  return row.kmsKeyArn;
}

/** Tells whether somebody with the permissions of a function may sign with a key. */
async function signerLike(roleArn: string): Promise<(keyArn: string) => Promise<boolean>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await sessionLike(roleArn);
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  const kms = new KMSClient({ region, credentials });
  return (KeyId) => {
    const signing = {
      KeyId,
      Message: Buffer.from('rotation'),
      MessageType: 'RAW',
      SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
    } as const;
    return kms.send(new SignCommand(signing)).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && /^(AccessDenied|Disabled)/.test(error.name)) return false;
        throw error;
      },
    );
  };
}

/** A call of a process that reads the row of an App every two seconds, and in between signs with the key that it remembers. */
function signerThatRemembers(readKey: () => Promise<string>, signs: (keyArn: string) => Promise<boolean>) {
  let known = { keyArn: '', readAt: Number.NEGATIVE_INFINITY };
  return async (): Promise<void> => {
    if (performance.now() - known.readAt > 2000) known = { readAt: performance.now(), keyArn: await readKey() };
    if (await signs(known.keyArn)) return pause(20);
    throw new Error(`KMS refuses a key that the row named ${Math.round(performance.now() - known.readAt)} ms ago`);
  };
}

function isSignedWith(pem: string, token: string): boolean {
  const [header, claims, signature = ''] = token.split('.');
  return verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    createPublicKey(pem),
    Buffer.from(signature, 'base64url'),
  );
}

/** Runs the operations tool as the operator and interrupts it, as Ctrl-C does, once it has said something. */
async function interrupted(args: readonly string[], said: string) {
  const env = environmentFor(await roleSession('OperatorRole'));
  const child = spawn(process.execPath, [target.cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    const before = stderr.includes(said);
    stderr += chunk.toString();
    if (!before && stderr.includes(said)) child.kill('SIGINT');
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  for (const text of [stdout, stderr]) record({ kind: 'output', text });
  return { exitCode, stdout, stderr, json: (): unknown => JSON.parse(stdout) };
}
