#!/usr/bin/env node
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { createEmulatorControl } from './aws/emulator-control';
import { isHealthy } from './aws/emulator-process';
import { createIdentities, type Identity, type PolicyDocument } from './aws/identities';
import { preparePython } from './aws/python-environment';
import { resetInBackground, startInBackground, stopInBackground } from './background-deployment';
import { runAws, runGitHub } from './foreground';
import { createGitHubControl } from './github/control/control-client';
import { gitHubLines } from './github-status';
import { createLocalState, exportLines, type LocalState, projectDirectory } from './local-state';
import { printProgress, printResult, tellLostOutput } from './output';

// The SDK's clients here are handed out by this package and talk to loopback only; what they advise is not the user's concern.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

tellLostOutput();

const project = projectDirectory(process.cwd());
const pythonCache = join(project, '.cache', 'python');

const program = new Command('app-framework-local')
  .description('A local AWS and a local GitHub to deploy GitHub Apps against, without an account.')
  .option('--state <directory>', 'where the deployment is written down and logs', join(project, '.cache', 'local'))
  .showHelpAfterError()
  .addHelpText('after', '\nExample:\n  eval "$(npx app-framework-local start)" && npx cdk deploy');

program
  .command('start')
  .description('start both in the background, ready for `cdk deploy`, and print the environment as export lines')
  .option('--aws-port <port>', 'port of the local AWS; a free one by default', asNumber)
  .option('--github-port <port>', 'port of the local GitHub; a free one by default', asNumber)
  .option('--tag-lag <seconds>', 'until changed tags of KMS keys count for authorisation, minutes on AWS', asNumber)
  .option(
    '--key-lag <seconds>',
    'until a new KMS key, and then its material, are known, up to minutes on AWS',
    asNumber,
  )
  .action(async (options: { awsPort?: number; githubPort?: number; tagLag?: number; keyLag?: number }) => {
    const environment = await startInBackground({
      state: stateOf(program),
      python: await python(),
      gitHubCommand: [process.execPath, ...process.execArgv, process.argv[1] ?? __filename, 'github'],
      progress: printProgress,
      ...(options.awsPort === undefined ? {} : { awsPort: options.awsPort }),
      ...(options.githubPort === undefined ? {} : { gitHubPort: options.githubPort }),
      ...(options.tagLag === undefined ? {} : { tagLagSeconds: options.tagLag }),
      ...(options.keyLag === undefined ? {} : { keyLagSeconds: options.keyLag }),
    });
    printResult(exportLines(environment));
  });

program
  .command('stop')
  .description('stop both')
  .action(async () => printProgress((await stopInBackground(stateOf(program))) ? 'Stopped.' : 'Nothing was running.'));

program
  .command('reset')
  .description('empty both, prepare for `cdk deploy` again and print the new environment')
  .action(async () => printResult(exportLines(await resetInBackground(stateOf(program), printProgress))));

program
  .command('status')
  .description(
    'say what is running, and what deployed templates asked for and the local AWS ignores; exit code 3 when not all is well',
  )
  .action(async () => {
    const processes = await stateOf(program).readProcesses();
    if (!processes) {
      printResult('Nothing is running.');
      process.exitCode = 3;
      return;
    }
    const aws = await isHealthy(processes.aws.url);
    const control = createGitHubControl(processes.gitHub.url);
    const gitHub = await control
      .health()
      .then(() => true)
      .catch(() => false);
    printResult(`AWS     ${aws ? 'healthy' : 'not answering'}  ${processes.aws.url}  log: ${processes.aws.logFile}`);
    if (aws) printResult(await tlsLine(processes.aws.url));
    printResult(
      `GitHub  ${gitHub ? 'healthy' : 'not answering'}  ${processes.gitHub.url}  log: ${processes.gitHub.logFile}`,
    );
    if (gitHub) for (const line of await gitHubLines(control)) printResult(line);
    if (aws)
      for (const notice of await createEmulatorControl(processes.aws.url).notices()) printResult(`Ignored: ${notice}`);
    if (!aws || !gitHub) process.exitCode = 3;
  });

program
  .command('env')
  .description('print the environment of the running deployment as export lines')
  .action(async () => printResult(exportLines(await environmentOf(stateOf(program)))));

program
  .command('credentials')
  .description('print the credentials of a new IAM user with a policy, or of a role session')
  .option('--policy <file>', 'JSON policy document of the user')
  .option('--role <arn>', 'role to assume')
  .action(async ({ policy, role }: { policy?: string; role?: string }) => {
    const environment = await environmentOf(stateOf(program));
    const identities = createIdentities({
      endpoint: environment.AWS_ENDPOINT_URL ?? '',
      administrator: {
        accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
      },
    });
    if (role && !policy) return printCredentials(environment, await identities.assumeRole(role));
    if (policy && !role) return printCredentials(environment, await identities.createUser(await readPolicy(policy)));
    throw new Error('Give either --policy FILE or --role ARN.');
  });

program
  .command('aws')
  .description('run the local AWS alone in the foreground, until Ctrl-C')
  .option('--port <port>', 'a free one by default', asNumber)
  .action(async ({ port }: { port?: number }) =>
    runAws({ python: await python(), port, stateDirectory: stateOf(program).directory }),
  );

program
  .command('github')
  .description('run the local GitHub alone in the foreground, until Ctrl-C')
  .option('--port <port>', 'a free one by default', asNumber)
  .action(async ({ port }: { port?: number }) => runGitHub(port));

program
  .command('setup-python')
  .description('install what the local AWS needs, hashes checked, and print the path of its Python')
  .action(async () => printResult(await python()));

program.parseAsync().catch((error: unknown) => {
  printProgress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});

/** What a browser warns of at first: nobody vouches for the certificate, and its owner can compare. */
async function tlsLine(endpoint: string): Promise<string> {
  const { url, certificate } = await createEmulatorControl(endpoint).tls();
  return `Browser ${url}  SHA-256 of its certificate: ${new X509Certificate(certificate).fingerprint256}`;
}

async function python(): Promise<string> {
  return preparePython({ cacheDirectory: pythonCache, environment: process.env, progress: printProgress });
}

function stateOf(command: Command): LocalState {
  return createLocalState(String(command.opts<{ state: string }>().state));
}

async function environmentOf(state: LocalState): Promise<Record<string, string>> {
  const environment = await state.readEnvironment();
  if (!environment) throw new Error('No local deployment is running: start one with `app-framework-local start`.');
  return environment;
}

function printCredentials(environment: Record<string, string>, identity: Identity): void {
  const { accessKeyId, secretAccessKey, sessionToken, arn } = identity;
  printProgress(`Credentials of ${arn}`);
  printResult(
    exportLines({
      ...environment,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      ...(sessionToken ? { AWS_SESSION_TOKEN: sessionToken } : {}),
      APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID: accessKeyId,
    }),
  );
}

async function readPolicy(file: string): Promise<PolicyDocument> {
  const document: unknown = JSON.parse(await readFile(file, 'utf8'));
  if (typeof document === 'object' && document && 'Statement' in document && Array.isArray(document.Statement)) {
    return { Version: '2012-10-17', Statement: document.Statement };
  }
  throw new Error(`${file} is not a policy document: it has no list of statements.`);
}

function asNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new InvalidArgumentError('It must be a number.');
  return value;
}
