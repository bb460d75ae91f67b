import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../../tasks/documents';
import { outputs, target } from './harness/deployment';
import { eventually } from './harness/eventually';
import { permissions } from './harness/given-place';
import { listAt, textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { commentsOf } from './harness/person';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';
import { webhookUrl } from './harness/webhook-url';

const run = promisify(execFile);

/** Whoever begins a bot works as an administrator of their account. */
const administrator = {
  accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
};

describeWith(['the local GitHub', 'the local AWS'], 'a bot that init wrote', () => {
  let folder: string;
  const bot = () => join(folder, 'my-bot');

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scaffolded-'));
    await run(process.execPath, [target.cli, 'init', 'my-bot'], { cwd: folder });
    symlinkSync(join(root, 'node_modules'), join(bot(), 'node_modules'));
    writeFileSync(join(bot(), 'package-lock.json'), '{}');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Outputs of its stack, as the deployment shows them. */
  async function deployed(): Promise<(name: string) => string> {
    const commands = [...readFileSync(join(bot(), 'README.md'), 'utf8').matchAll(/^ {4}(.+)$/gm)].map(([, one]) => one);
    // The first has been run: a local AWS and a local GitHub are there, and the environment says where.
    expect(commands).toEqual(['eval "$(npx app-framework-local start)"', 'npx cdk deploy --require-approval never']);
    const env = { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false', CI: 'true' };
    const { stdout } = await run('sh', ['-c', String(commands[1])], {
      cwd: bot(),
      env,
      maxBuffer: 32 * 1024 * 1024,
    });
    return (name) => {
      const [, value] = new RegExp(`^my-bot\\.${name} = (\\S+)$`, 'm').exec(stdout) ?? [];
      if (value === undefined) throw new Error(`cdk deploy shows no output ${name}:\n${stdout}`);
      return value;
    };
  }

  /** App table of its stack: the other one of this account. */
  async function appTable(): Promise<string> {
    const listed = (await operationsTool(['get-table-name', '--json'], administrator)).json();
    const names = listAt(listed, 'tables').map((table) => textAt(table, 'name'));
    return names.find((name) => name !== outputs.AppTableName) ?? '';
  }

  it('is deployed by the commands of its README, greets, labels, and deploys on command', async () => {
    const output = await deployed();
    const table = await appTable();
    const { appId, pem } = await gitHub.createApp(undefined, { events: ['issues', 'issue_comment'] });
    const { login: organization } = await gitHub.createAccount(`scaffold-${appId}`);
    const { login: ada } = await gitHub.createAccount(`ada-${appId}`, 'User');
    const repository = `${organization}/web`;
    await gitHub.createRepository(organization, 'web');
    await people.addMember({ organization, user: ada });
    await people.addCollaborator({ repository, user: ada, permission: 'write' });
    await gitHub.install({ appId, account: organization, permissions });

    const key = ['import-private-key', givenPemFile(pem), `${appId}`, table, '--github-api-url', gitHub.url];
    expectExit(await operationsTool([...key, '--yes'], administrator), 0);
    const url = ['--webhook-url', webhookUrl(output('WebhookEndpoint')), '--table-name', table];
    const secret = ['--webhook-secret-arn', output('WebhookSecretArn')];
    expectExit(
      await operationsTool(['update-webhook-config', '--app-id', `${appId}`, ...url, ...secret], administrator),
      0,
    );

    const { accessToken } = Object(await control('POST', '/user-tokens', { appId, user: ada }));
    const number = await gitHub.openIssue({ repository, title: 'It breaks', sender: ada });
    const said = (text: string) =>
      eventually({ what: `the bot to say ${text}`, seconds: 60 }, async () =>
        (await commentsOf(repository, number, accessToken)).find(({ body }) => body.includes(text)),
      );
    await said(`Thank you, @${ada}.`);
    const comment = await people.comment({ repository, number, body: '@my-bot deploy staging', sender: ada });
    await said(`Deployed to staging, for @${ada}.`);
    await eventually({ what: 'the command to be done', seconds: 60 }, async () =>
      (await people.reactions(comment.nodeId)).includes('rocket') ? true : undefined,
    );
  }, 300_000);
});
