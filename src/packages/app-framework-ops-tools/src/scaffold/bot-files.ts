import { pipelineFiles, pipelineReadme } from './pipeline-files';
import { unbarred } from './unbarred';

const framework = '@aws/app-framework-for-github-apps-on-aws';

/** What a bot needs besides the packages of this one's version. */
export const neededByBots = {
  dependencies: { 'aws-cdk-lib': '^2.270.0', constructs: '^10.5.0' },
  devDependencies: {
    '@types/node': '^20.0.0',
    'aws-cdk': '^2.1148.1',
    esbuild: '^0.28.2',
    tsx: '^4.20.0',
    typescript: '^5.9.3',
    vitest: '^3.2.7',
  },
};

/** The files of a bot by their paths: a stack, a handler with a command, their test. */
export function botFiles({ name, version }: { readonly name: string; readonly version: string }) {
  return {
    'package.json': json({
      name,
      version: '0.1.0',
      private: true,
      scripts: {
        test: 'tsc && vitest run --testTimeout=60000 --hookTimeout=60000',
        deploy: 'cdk deploy --require-approval never && app-framework-for-github-apps-on-aws-ops-tools setup --first',
      },
      dependencies: { [framework]: `^${version}`, ...neededByBots.dependencies },
      devDependencies: {
        [`${framework}-local`]: `^${version}`,
        [`${framework}-ops-tools`]: `^${version}`,
        ...neededByBots.devDependencies,
      },
    }),
    'tsconfig.json': json({
      compilerOptions: {
        target: 'ES2023',
        module: 'ESNext',
        moduleResolution: 'Bundler',
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ['node'],
      },
      include: ['src', 'test'],
    }),
    'cdk.json': json({ app: 'npx tsx src/app.ts' }),
    '.gitignore': 'node_modules\ncdk.out\n.cache\n*.pem\n',
    'src/app.ts': appFile(name),
    'src/bot.ts': botFile(name),
    'test/bot.test.ts': testFile(name),
    ...pipelineFiles(name),
    'README.md': readme(name),
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const appFile = (name: string) =>
  unbarred(`|import { AppSetup, CredentialManager, OperatorPages, WebhookIngestion } from '${framework}';
|import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
|import { Runtime } from 'aws-cdk-lib/aws-lambda';
|import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
|import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
|
|const stack = new Stack(new App(), '${name}');
|// Set while a local deployment is worked on; otherwise it is github.com.
|const { APP_FRAMEWORK_LOCAL_GITHUB: gitHubApiUrl, APP_FRAMEWORK_LOCAL_HTTPS: localAws } = process.env;
|const gitHub = gitHubApiUrl ? { gitHubApiUrl } : {};
|
|const credentialManager = new CredentialManager(stack, 'CredentialManager', gitHub);
|const webhookSecret = new Secret(stack, 'WebhookSecret', {
|  generateSecretString: { excludePunctuation: true, passwordLength: 64 },
|});
|const webhooks = new WebhookIngestion(stack, 'Webhooks', {
|  credentialManager,
|  webhookSecret,
|  ...gitHub,
|  ...(localAws && { localAws }),
|});
|
|const bot = (handler: string) =>
|  new NodejsFunction(stack, handler, {
|    entry: 'src/bot.ts',
|    handler,
|    runtime: Runtime.NODEJS_24_X,
|    timeout: Duration.seconds(30),
|    memorySize: 512,
|    bundling: { minify: true, mainFields: ['module', 'main'] },
|  });
|
|const permissions = { issues: 'write' } as const;
|webhooks.on({ name: 'welcome', event: 'issues', action: 'opened', permissions }, bot('welcome'));
|webhooks.onCommands({ name: 'commands' }, bot('commands'));
|
|// The App is registered on a page of this deployment, with the events and permissions that the handlers above need.
|new AppSetup(stack, 'Setup', { webhooks, name: '${name}' });
|// How the deployment is, its deliveries and figures, in a browser: README.md says how to get there.
|new OperatorPages(stack, 'OperatorPages', { webhooks });
|
|new CfnOutput(stack, 'WebhookEndpoint', { value: webhooks.webhookUrl });
|new CfnOutput(stack, 'WebhookSecretArn', { value: webhookSecret.secretArn });
`);

const botFile = (name: string) =>
  unbarred(`|import { createCommands, oneOf, webhookHandler } from '${framework}/handlers';
|
|/** Labels and greets each new issue: once, however often it is tried. */
|export const welcome = webhookHandler('issues.opened', async ({ payload, issue, once }) => {
|  await once('label', (octokit) => octokit.rest.issues.addLabels(issue({ labels: ['triage'] })));
|  const body = \`Thank you, @\${payload.sender.login}. Somebody will look at it.\`;
|  await once('greeting', (octokit) => octokit.rest.issues.createComment(issue({ body })));
|});
|
|const bot = createCommands({ bot: '${name}' });
|
|bot.add(
|  'deploy',
|  { description: 'Deploys.', arguments: { environment: oneOf('staging', 'production') }, head: 'any' },
|  async ({ arguments: { environment }, sender }) => {
|    // Your work begins here.
|    return \`Deployed to \${environment}, for @\${sender.login}.\`;
|  },
|);
|
|/** What people have the bot do: \`@${name} deploy staging\`, \`@${name} help\`. */
|export const commands = bot.handler();
`);

const testFile = (name: string) =>
  unbarred(`|import { startTestBot, type TestBot } from '${framework}-local/testing';
|import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
|import { commands, welcome } from '../src/bot';
|
|describe('${name}', () => {
|  let bot: TestBot;
|  beforeAll(async () => {
|    bot = await startTestBot({ slug: '${name}' });
|  });
|  beforeEach(() => bot.reset());
|  afterAll(() => bot.stop());
|
|  it('labels and greets', async () => {
|    expect(await bot.deliver(welcome, 'issues.opened')).toEqual({ status: 'done' });
|    expect(bot.writes().map(({ body }) => body)).toEqual([
|      { labels: ['triage'] },
|      { body: expect.stringContaining('Thank you, @Codertocat.') },
|    ]);
|  });
|
|  it('deploys for who may write', async () => {
|    expect(await bot.comment(commands, '@${name} deploy staging')).toEqual({ status: 'done' });
|    expect(bot.writes()).toContainEqual(
|      expect.objectContaining({ body: { body: expect.stringContaining('Deployed to staging, for @mona.') } }),
|    );
|  });
|
|  it('does nothing for a stranger', async () => {
|    await bot.comment(commands, '@${name} deploy staging', { sender: 'stranger' });
|    expect(bot.writes()).toEqual([]);
|  });
|});
`);

const readme = (name: string) => `# ${name}

A GitHub App: labels and greets whoever opens an issue, and deploys on \`@${name} deploy staging\`.

| file | what |
| --- | --- |
| \`src/bot.ts\` | what it does |
| \`src/app.ts\` | what it runs on: a CDK stack |
| \`test/bot.test.ts\` | \`npm test\`: with a local GitHub, in one process |

## Deploy

To this machine, without an account; it needs Python 3.10 or newer:

    eval "$(npx app-framework-local start)"
    npm run deploy

GitHub is on this machine then, too, and empty. This makes you, a repository, and an issue at
\`$APP_FRAMEWORK_LOCAL_GITHUB/ada/web/issues/1\`:

    curl -d '{"login": "ada", "type": "User"}' "$APP_FRAMEWORK_LOCAL_GITHUB/_control/accounts"
    curl -d '{"owner": "ada", "name": "web"}' "$APP_FRAMEWORK_LOCAL_GITHUB/_control/repositories"
    curl -d '{"repository": "ada/web", "title": "Staging is old", "sender": "ada"}' "$APP_FRAMEWORK_LOCAL_GITHUB/_control/issues"

Your browser will warn of the pages of the deployment: nobody vouches for their certificate, whose SHA-256
\`npx app-framework-local status\` prints. \`npx app-framework-local stop\` ends it all.

To an account: \`npm run deploy\` alone, with your AWS credentials.

## Register the App

\`npm run deploy\` ends with a link, as long as the deployment has no App. Open it, press the button, and create the App at
GitHub: it has the events and permissions that the handlers need, and its key goes into AWS KMS. Then choose the repositories
to install it on, and comment \`@${name} deploy staging\` on an issue there: it answers. For another link: \`npx ${framework}-ops-tools setup\`. In a pipeline no link is made, for
whoever reads its log could register an App of theirs: run that command in your terminal.

## See how it is

    npx ${framework}-ops-tools open

prints a link to pages of the deployment: what is wrong and what to do about it, each delivery and what became of it,
figures. The first one turns green by itself.

${pipelineReadme}`;
