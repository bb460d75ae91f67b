import { join } from 'node:path';
import { bootstrapForCdk } from './aws/cdk-bootstrap';
import { createEmulatorControl } from './aws/emulator-control';
import { startEmulator } from './aws/emulator-process';
import { requireFreePort } from './aws/free-port';
import { readLogs } from './aws/function-logs';
import { createAdministrator, createIdentities, type Identity, type PolicyDocument } from './aws/identities';
import { preparePython } from './aws/python-environment';
import { createGitHubControl, type GitHubControl } from './github/control/control-client';
import { startGitHub } from './github/server/start';
import { localEnvironment } from './local-environment';
import { projectDirectory } from './local-state';
import { makeWritable } from './writable-folder';

export interface StartLocalOptions {
  /** Logs and the CDK's cache go here; `.cache/local` of the project by default. */
  readonly stateDirectory?: string;
  /** Free ports by default. */
  readonly awsPort?: number;
  readonly gitHubPort?: number;
  /** Seconds until changed tags of a KMS key count for authorisation; 0 by default, minutes on AWS. */
  readonly tagLagSeconds?: number;
  /** Seconds until a new KMS key, and then its imported material, are known; 0 by default, up to minutes on AWS. */
  readonly keyLagSeconds?: number;
  /** Told one line before a step that takes seconds. Silent by default. */
  readonly progress?: (line: string) => void;
}

/** A local AWS and a local GitHub that live as long as this process at most. */
export interface LocalDeployment {
  /** To be added to the environment of a process that is to work on the deployment as its administrator. */
  readonly env: Record<string, string>;
  readonly awsEndpoint: string;
  readonly gitHub: GitHubControl;
  /** A new IAM user with this policy and nothing else. */
  createUser(policy: PolicyDocument): Promise<Identity>;
  assumeRole(roleArn: string): Promise<Identity>;
  /** Every line that any function wrote. */
  logs(): Promise<string[]>;
  /** What deployed templates asked for and the local AWS ignores. */
  notices(): Promise<string[]>;
  setTagLag(seconds: number): Promise<void>;
  setKeyLag(seconds: number): Promise<void>;
  /** Empties both, and prepares AWS for deploying again. `env` changes: the administrator is a new one. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts both, ready for `cdk deploy`. The first call in a project installs the Python packages of the local AWS.
 * Nothing outlives this process, however it ends.
 */
export async function startLocal(options: StartLocalOptions = {}): Promise<LocalDeployment> {
  const project = projectDirectory(process.cwd());
  const stateDirectory = options.stateDirectory ?? join(project, '.cache', 'local');
  const progress = options.progress ?? (() => undefined);
  await makeWritable(stateDirectory, 'state folder', 'name another as stateDirectory');
  if (options.gitHubPort !== undefined) await requireFreePort(options.gitHubPort, 'local GitHub');
  const python = await preparePython({
    cacheDirectory: join(project, '.cache', 'python'),
    environment: process.env,
    progress,
  });

  const emulator = await startEmulator({
    python,
    logFile: join(stateDirectory, 'aws.log'),
    lifetime: 'parent',
    environment: process.env,
    ...(options.awsPort === undefined ? {} : { port: options.awsPort }),
    ...(options.tagLagSeconds === undefined ? {} : { tagLagSeconds: options.tagLagSeconds }),
    ...(options.keyLagSeconds === undefined ? {} : { keyLagSeconds: options.keyLagSeconds }),
  });
  try {
    const gitHub = await startGitHub(options.gitHubPort === undefined ? {} : { port: options.gitHubPort });
    const stop = async () => void (await Promise.all([emulator.stop(), gitHub.stop()]));
    return await prepare({ awsEndpoint: emulator.endpoint, gitHubUrl: gitHub.url, stateDirectory, progress, stop });
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

interface Started {
  readonly awsEndpoint: string;
  readonly gitHubUrl: string;
  readonly stateDirectory: string;
  readonly progress: (line: string) => void;
  readonly stop: () => Promise<void>;
}

async function prepare({ awsEndpoint, gitHubUrl, stateDirectory, progress, stop }: Started): Promise<LocalDeployment> {
  const control = createEmulatorControl(awsEndpoint);
  const gitHub = createGitHubControl(gitHubUrl);
  const prepareAws = () => prepareForDeploying({ awsEndpoint, gitHubUrl, stateDirectory, progress });
  let { env, administrator } = await prepareAws();
  const identities = () => createIdentities({ endpoint: awsEndpoint, administrator });
  return {
    get env() {
      return env;
    },
    awsEndpoint,
    gitHub,
    createUser: (policy) => identities().createUser(policy),
    assumeRole: (roleArn) => identities().assumeRole(roleArn),
    logs: () => readLogs({ endpoint: awsEndpoint, credentials: administrator }),
    notices: () => control.notices(),
    setTagLag: (seconds) => control.setTagLag(seconds),
    setKeyLag: (seconds) => control.setKeyLag(seconds),
    reset: async () => {
      await Promise.all([control.reset(), gitHub.reset()]);
      ({ env, administrator } = await prepareAws());
    },
    stop,
  };
}

/** Makes the administrator and what `cdk deploy` expects. */
export async function prepareForDeploying({ awsEndpoint, gitHubUrl, stateDirectory, progress }: Omit<Started, 'stop'>) {
  progress('Bootstrapping the local account for the CDK (about 4 seconds)');
  const administrator = await createAdministrator(awsEndpoint);
  const { url: awsHttpsUrl } = await createEmulatorControl(awsEndpoint).tls();
  const caller = process.env;
  const env = localEnvironment({ awsEndpoint, awsHttpsUrl, gitHubUrl, administrator, stateDirectory, caller });
  await bootstrapForCdk({ PATH: process.env.PATH, HOME: stateDirectory, ...env });
  return { env, administrator };
}
