import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Block, blocksOf, documents, root } from '../../../../tasks/documents';
import { newClientSecret, secondClientSecret, signInWithoutTheOld } from './harness/client-secrets';
import { curlIsTooOld } from './harness/curl';
import { deployAsJob } from './harness/deploying-job';
import { outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { forgetAfterwards } from './harness/given-app';
import { givenSignInApp, signInOutput, told, toldToo } from './harness/given-sign-in-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { roleSession } from './harness/identities';
import { numberAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { environmentFor } from './harness/operations-tool';
import { openBrowser, pagesUrl, signIn } from './harness/person';
import { offerAws, offerNpx, runInShell, saveEnvironment } from './harness/reader-shell';
import { record } from './harness/record';
import { givenPersonOfRecovered, recovered, signInToRecovered } from './harness/recovered-app';
import { describeWith } from './harness/requires';
import { shown } from './harness/shown-in-documents';
import { deployNext, failToDeploy, givenVersion, versionBeforeRuns, versionedApp } from './harness/versions';
import { webhookUrl } from './harness/webhook-url';

// The names that the documents use.
const app = { appId: 123456, pemFile: 'octo-app.private-key.pem', owner: 'octo-org', repository: 'web' };
const second = { appId: 234567, pemFile: 'second-app.private-key.pem', owner: 'octo-org-two', repository: 'web' };

const deliveryId = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
type Environment = NodeJS.ProcessEnv;

/** Who reads which document: administrators deploy, operators operate, and a local deployment starts from nothing. */
const readers: Record<string, () => Environment | Promise<Environment>> = {
  'README.md': () => withoutAws(process.env),
  'runbooks/deploy.md': () => process.env,
  'runbooks/disaster-recovery.md': async () => ({ ...withoutAws(process.env), ...(await givenPersonOfRecovered()) }),
  'runbooks/go-live.md': () => process.env,
  'runbooks/import-private-key.md': operator,
  'runbooks/incident.md': operator,
  'runbooks/monitoring.md': operator,
  'runbooks/rate-limits.md': operator,
  'runbooks/redeliver-and-redrive.md': operator,
  'runbooks/revoke-tokens.md': operator,
  'runbooks/rotate-keys.md': operator,
  'runbooks/rotate-secrets.md': async () => ({
    ...(await operator()),
    CLIENT_SECRET_ARN: signInOutput('OAuthClientSecretArn'),
    WEBHOOK_URL: webhookUrl(),
    WEBHOOK_SECRET_ARN: outputs.WebhookSecretArn,
  }),
  'runbooks/second-app.md': async () => ({
    ...(await operator()),
    WEBHOOK_URL: webhookUrl(),
    WEBHOOK_SECRET_ARN: outputs.WebhookSecretArn,
  }),
  'runbooks/user-authorization.md': async () => ({ ...(await operator()), USER_ID: `${await signedInUser()}` }),
  'docs/credential-manager.md': async () => ({
    ...(await operator()),
    INSTALLATION_TOKEN_URL: outputs.InstallationAccessTokenEndpoint,
  }),
  'docs/ecosystem.md': operator,
  'docs/installations.md': operator,
  'docs/triggers.md': operator,
  'docs/webhooks.md': operator,
  'docs/local.md': () => ({
    ...withoutAws(process.env),
    // Any role that its account may assume: this one is there after the bootstrap.
    CALLER_ROLE_ARN: 'arn:aws:iam::000000000000:role/cdk-hnb659fds-deploy-role-000000000000-us-east-1',
  }),
};

/** Whoever reads one of these has a client secret of GitHub's in a file. */
const clientSecrets: Record<string, () => Promise<string>> = {
  'runbooks/disaster-recovery.md': () => newClientSecret(recovered.appId),
  'runbooks/rotate-secrets.md': secondClientSecret,
};

/** What is done at GitHub, in a browser and by others after blocks of a document. */
const afterwards: Record<string, Readonly<Record<string, (folder: string) => Promise<void>>>> = {
  'runbooks/deploy.md': {
    'get-table-name': failToDeploy,
    'deploy-role.json': (folder) => deployNext(folder, deployAsJob),
    'git checkout': versionBeforeRuns,
  },
  'runbooks/disaster-recovery.md': { 'put-secret-value': signInToRecovered },
  'runbooks/rotate-secrets.md': { 'put-secret-value': signInWithoutTheOld },
};

const runnable = documents()
  .map((document) => ({ document, blocks: blocksOf(document).filter(isRun) }))
  .filter(({ blocks }) => blocks.length > 0);

const folders: string[] = [];
const pems = new Map<string, string>();
let webhook: GivenWebhook | undefined;

describeWith(['the local GitHub', 'the local AWS'], 'the commands in the documents', () => {
  beforeAll(async () => {
    const permissions = { contents: 'write', metadata: 'read', pull_requests: 'write' };
    for (const { appId, pemFile, owner, repository, ...more } of [app, second, recovered]) {
      const created = await unlessThere(gitHub.createApp(appId, more));
      pems.set(pemFile, (created ?? (await gitHub.addKey(appId))).pem);
      forgetAfterwards(appId);
      await unlessThere(gitHub.createAccount(owner));
      await unlessThere(gitHub.createRepository(owner, repository));
      await unlessThere(gitHub.install({ appId, account: owner, permissions }));
    }
    webhook = await givenWebhook(app.appId);
    await gitHub.postWebhookAndWait(app.appId, { event: 'issues', payload: { action: 'closed' }, deliveryId });
  });

  afterAll(async () => {
    await webhook?.takeAway();
    for (const folder of folders) {
      await stopLocalDeployment(folder);
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('have a reader each', () => {
    expect(runnable.map(({ document }) => document).sort()).toEqual(Object.keys(readers).sort());
  });

  describe.each(runnable)('of $document', ({ document, blocks }) => {
    let folder = '';

    beforeAll(async () => {
      folder = givenProject(document);
      const clientSecret = await clientSecrets[document]?.();
      if (clientSecret) writeFileSync(join(folder, 'client-secret.txt'), clientSecret, { mode: 0o600 });
      saveEnvironment(folder, { ...(await readers[document]?.()), GITHUB_API_URL: gitHub.url });
      if (ownAccount.includes(document)) await startFromNothing(folder);
    });

    for (const block of blocks) {
      const lacking = block.text.startsWith('curl ') && curlIsTooOld();
      const title = `work: line ${block.line}, ${firstCommand(block)}`;
      const run = lacking ? it.skip : it;
      run(lacking ? `${title} (skipped: this machine has no curl 7.82 or newer)` : title, async () => {
        const { code, output } = await runInShell(folder, block.text);
        expect({ code, ...(code !== 0 && { output }) }).toEqual({ code: 0 });
        for (const [inBlock, inOutput] of shown)
          if (`${block.text}\n`.includes(inBlock)) expect(output).toMatch(inOutput);
        // Its first deliveries prove the secret.
        if (block.text.includes('--new-secret')) await taken(second.appId);
        if (document === 'README.md' && block.text.includes('cdk deploy')) await becomeOperator(folder);
        for (const [inBlock, work] of Object.entries(afterwards[document] ?? {}))
          if (block.text.includes(inBlock)) await work(folder);
        // The one command that prints a token, as whoever types it wants.
        if (!block.text.startsWith('curl ')) record({ kind: 'output', text: output });
      });
    }
  });
});

/** The documents' names are fixed, so an earlier run against the same deployment has left them. */
async function unlessThere<T>(creating: Promise<T>): Promise<T | undefined> {
  try {
    return await creating;
  } catch (error) {
    if (error instanceof Error && / with 409: /.test(error.message)) return undefined;
    throw error;
  }
}

function isRun({ language, notRun }: Block): boolean {
  return language === 'sh' && !notRun;
}

/** Until the receiver takes deliveries of an App: at an unknown signature it reads the secret anew, at most once in 10 seconds. */
function taken(appId: number): Promise<boolean> {
  return eventually({ what: 'the receiver to know the new secret' }, async () => {
    const listed = await gitHub.postWebhookAndWait(appId, { event: 'ping', payload: {} });
    return listed?.statusCode === 200 || undefined;
  });
}

function firstCommand({ text }: Block): string {
  return text.split('\n')[0]?.slice(0, 100) ?? '';
}

async function operator(): Promise<Environment> {
  return environmentFor(await roleSession('OperatorRole'));
}

/** Whoever reads one of these deploys the app that stands there, into an account that has nothing yet. GitHub is the one of all documents. */
const ownAccount = ['README.md', 'runbooks/disaster-recovery.md'];
async function startFromNothing(folder: string): Promise<void> {
  await take(folder, 'start');
}

/** From here on with the role that the app has granted what an operator needs, and with nothing of an administrator's. */
async function becomeOperator(folder: string): Promise<void> {
  await take(
    folder,
    `credentials --role "$(node -p "Object.values(require('./cdk-outputs.json'))[0].OperatorRoleArn")"`,
  );
}

/** Has the shell of a folder take over what a command of the local deployment prints. */
async function take(folder: string, command: string): Promise<void> {
  const printed = `eval "$(npx @aws/app-framework-for-github-apps-on-aws-local ${command})"`;
  const { code, output } = await runInShell(folder, `${printed}\nexport APP_FRAMEWORK_LOCAL_GITHUB=${gitHub.url}`);
  expect({ code, ...(code !== 0 && { output }) }).toEqual({ code: 0 });
}

/** The id of somebody who has signed in. */
async function signedInUser(): Promise<number> {
  await givenSignInApp();
  const login = `reader-${Date.now()}`;
  const made = await control('POST', '/accounts', { login, type: 'User' });
  expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, login)).status).toBe(200);
  return numberAt(made, 'id');
}

/** Nothing of the deployment; that a synthesis is a quick one stays. */
function withoutAws(environment: Environment): Environment {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(AWS|CDK(?!_VALIDATION)|APP_FRAMEWORK|ACCEPTANCE)_/.test(name)),
  );
}

/** There is no terminal to approve at. */
const approval = { requireApproval: 'never' };

/**
 * A project as a reader has it: our packages installed, a CDK app, the key beside it, and the files that the document has saved. The
 * CDK app is the one that is deployed, with the same settings: what is proven is the command, not another deployment. Some have their own.
 */
function givenProject(document: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  folders.push(folder);
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  offerAws(folder);
  // Those run the one of npm, which the tools must be there for.
  if (!ownAccount.includes(document)) offerNpx(folder);
  // Where a project begins, and the Python packages that it has installed already.
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, '.cache'));
  symlinkSync(join(root, '.cache/python'), join(folder, '.cache/python'));
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content, { mode: 0o600 });

  const testApp = join(root, 'src/packages/app-framework-test-app');
  const { context, ...settings } = JSON.parse(readFileSync(join(testApp, 'cdk.json'), 'utf8'));
  const cdk = {
    ...settings,
    ...approval,
    app: `"${process.execPath}" "${versionedApp}"`,
    context: {
      ...context,
      removalPolicy: 'destroy',
      gitHubApiUrl: gitHub.url,
      gitHubAppId: String(told.appId),
      gitHubClientId: told.clientId,
      secondGitHubAppId: String(toldToo.appId),
      secondGitHubClientId: toldToo.clientId,
      localHttpsUrl: process.env.APP_FRAMEWORK_LOCAL_HTTPS,
    },
  };
  const own = { app: 'npx tsx app.ts', ...approval };
  write('cdk.json', JSON.stringify(ownAccount.includes(document) ? own : cdk));
  write('package.json', '{}');
  givenVersion(folder);
  for (const [name, pem] of pems) write(name, pem);
  const Statement = [{ Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*' }];
  write('caller-policy.json', JSON.stringify({ Version: '2012-10-17', Statement }));
  for (const { file, text } of blocksOf(document)) if (file) write(file, text);
  return folder;
}

/** A document whose last block did not come to run must leave nothing behind. */
async function stopLocalDeployment(folder: string): Promise<void> {
  if (!existsSync(join(folder, '.cache/local/processes.json'))) return;
  await runInShell(folder, 'npx @aws/app-framework-for-github-apps-on-aws-local stop');
}
