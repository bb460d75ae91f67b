import { readFileSync } from 'node:fs';
import { at } from './json';

/** The URLs of operations, each under the name of its function's tag. */
export const endpointNames = [
  'AppTokenEndpoint',
  'InstallationAccessTokenEndpoint',
  'RefreshCachedDataEndpoint',
  'InstallationRecordEndpoint',
  'InstallationsEndpoint',
  'RevokeInstallationTokensEndpoint',
] as const;

const outputNames = [
  ...endpointNames,
  'AppTableName',
  'InstallationTableName',
  'TokenTableName',
  'ConnectedFunction',
  'DeliveryLedgerName',
  'FindingsTopicArn',
  'HealthEndpoint',
  'JobsTableName',
  'TriggersEndpoint',
  'WebhookEndpoint',
  'WebhookSecretArn',
  'Region',
  'AppTokenCallerRole',
  'InstallationTokenCallerRole',
  'LimitedCallerRole',
  'BudgetCallerRole',
  'RefreshCallerRole',
  'RecordCallerRole',
  'InstallationsCallerRole',
  'RevokeTokensCallerRole',
  'OperatorRole',
  'KeyAdopterRole',
  'FollowerRole',
  'NoGrantRole',
] as const;

export type OutputName = (typeof outputNames)[number];
export type StackOutputs = Readonly<Record<OutputName, string>>;

export const stackName = 'the-app-framework-test-stack';

/** What the suite runs against, as the environment names it. */
export interface Target {
  readonly place: 'local AWS' | 'AWS';
  readonly region: string;
  readonly outputs: StackOutputs;
  /** The file that `cdk deploy --outputs-file` wrote; what the run keeps for its log scan lies beside it. */
  readonly outputsFile: string;
  /** The built operations tool. */
  readonly cli: string;
  /** Base URL of the local GitHub. */
  readonly localGitHub?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws Error when the environment is incomplete, or mixes a local deployment with a real one */
export function readTarget(environment: Environment): Target {
  const place = placeOf(environment);
  const outputsFile = needed(environment, 'ACCEPTANCE_OUTPUTS');
  const localGitHub = environment.APP_FRAMEWORK_LOCAL_GITHUB;
  return {
    place,
    region: needed(environment, 'AWS_REGION'),
    outputs: readOutputs(outputsFile),
    outputsFile,
    cli: needed(environment, 'ACCEPTANCE_CLI'),
    ...(localGitHub && { localGitHub }),
  };
}

/** Outputs of a stack in the file that `cdk deploy --outputs-file` wrote. */
export function readOutputs(file: string, stack: string = stackName): StackOutputs {
  const outputs: unknown = at(JSON.parse(readFileSync(file, 'utf8')), stack);
  const read = (name: OutputName): string => {
    const value = at(outputs, name);
    if (typeof value === 'string') return value;
    throw new Error(`${file} has no output ${name} of ${stack}. Deploy it with: cdk deploy --outputs-file ${file}`);
  };
  return outputsFrom(read);
}

/** Exported for its own test. */
export function placeOf(environment: Environment): Target['place'] {
  const endpoints = Object.entries(environment).flatMap(([name, value]) =>
    /^AWS_ENDPOINT_URL(_|$)/.test(name) && value ? [value] : [],
  );
  const local = endpoints.filter(isLoopback);
  const isLocal = local.length > 0;
  if (isLocal && local.length < endpoints.length) {
    throw refused('some of the AWS endpoints are on loopback and some are not');
  }
  const key = environment.AWS_ACCESS_KEY_ID;
  const hasLocalKey = key !== undefined && key === environment.APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID;
  if (isLocal !== hasLocalKey) {
    throw refused(
      isLocal
        ? 'the AWS endpoint is on loopback, but the credentials are not of a local deployment'
        : 'the credentials are of a local deployment, but the AWS endpoint is not on loopback',
    );
  }
  const gitHub = environment.APP_FRAMEWORK_LOCAL_GITHUB;
  if (gitHub && !isLoopback(gitHub)) throw refused('APP_FRAMEWORK_LOCAL_GITHUB is not on loopback');
  if (isLocal !== Boolean(gitHub)) {
    throw refused(isLocal ? 'AWS is local and GitHub is not' : 'GitHub is local and AWS is not');
  }
  return isLocal ? 'local AWS' : 'AWS';
}

function outputsFrom(read: (name: OutputName) => string): StackOutputs {
  const record: Partial<Record<OutputName, string>> = {};
  for (const name of outputNames) record[name] = read(name);
  if (isComplete(record)) return record;
  throw new Error('The outputs are incomplete.');
}

function isComplete(record: Partial<Record<OutputName, string>>): record is Record<OutputName, string> {
  return outputNames.every((name) => record[name] !== undefined);
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

function refused(reason: string): Error {
  return new Error(
    `Refusing to start: ${reason}. Take every variable from one place: \`npm run acceptance\` sets up a local deployment; for a ` +
      'real account set neither AWS_ENDPOINT_URL nor APP_FRAMEWORK_LOCAL_GITHUB.',
  );
}

function needed(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(`${name} is not set. \`npm run acceptance\` sets it; see docs/local.md for a real account.`);
}
