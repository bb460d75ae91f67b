import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type FunctionConfiguration, ListTagsCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { administrator, outputs } from './deployment';
import { endpointNames } from './target';

/** The functions behind the URLs, by the tag that the operations tool finds them by; those that schedules start, and the handler of installation events. */
export type FunctionName = (typeof endpointNames)[number] | OtherFunction;
/** Those that no endpoint names. */
type OtherFunction = 'rate limits' | 'sync' | 'schedules' | 'installation events';

export interface DeployedFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly logGroup: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly handler: string;
  readonly description: string;
  /** Another one after each change. */
  readonly revision: string;
}

const { lambda, logs } = administrator;
let known: Promise<ReadonlyMap<FunctionName, DeployedFunction>> | undefined;

/** @throws Error when the deployment has no such function */
export async function functionOf(name: FunctionName): Promise<DeployedFunction> {
  const found = (await functions()).get(name);
  if (found) return found;
  throw new Error(`The deployment has no function ${name}.`);
}

/** All functions of the deployment under test. */
export function functions(): Promise<ReadonlyMap<FunctionName, DeployedFunction>> {
  known ??= findFunctions();
  return known;
}

/** The first function of the account that is meant. @throws Error when there is none, with what it is for */
export async function functionThat(
  what: string,
  isMeant: (one: DeployedFunction) => boolean,
): Promise<DeployedFunction> {
  for await (const one of allFunctions()) if (isMeant(one)) return one;
  throw new Error(`The deployment has no function that ${what}.`);
}

/** The function of the deployment whose environment has this variable, of which it has one. @throws Error when there is none */
export function functionWith(variable: string): Promise<DeployedFunction> {
  return functionThat(`has ${variable}`, ({ environment }) => environment[variable] !== undefined);
}

/** The negative canary: it has no tag and no table, and knows nothing but where to ask. */
export function canaryFunction(): Promise<DeployedFunction> {
  const endpoint = outputs.InstallationAccessTokenEndpoint;
  return functionThat('is the negative canary', ({ environment }) => environment.TOKEN_ENDPOINT === endpoint);
}

/** All functions of the account, those of other stacks too. */
export async function* allFunctions(): AsyncGenerator<DeployedFunction> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {}))
    for (const configuration of Functions) yield describeFunction(configuration);
}

/** Every line in a function's log group since the moment given, oldest first. */
export async function logLines(logGroup: string, since = new Date(0)): Promise<string[]> {
  const lines: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs.send(
      new FilterLogEventsCommand({ logGroupName: logGroup, startTime: since.getTime(), nextToken }),
    );
    lines.push(...(page.events ?? []).map(({ message = '' }) => message));
    nextToken = page.nextToken;
  } while (nextToken);
  return lines;
}

async function findFunctions(): Promise<ReadonlyMap<FunctionName, DeployedFunction>> {
  const found = new Map<FunctionName, DeployedFunction>();
  for await (const one of allFunctions()) {
    const name = isOurs(one) ? await nameOf(one) : undefined;
    if (name !== undefined) found.set(name, one);
  }
  return found;
}

function isOurs({ environment: { APP_TABLE_NAME, INSTALLATION_TABLE_NAME } }: DeployedFunction): boolean {
  return APP_TABLE_NAME === outputs.AppTableName || INSTALLATION_TABLE_NAME === outputs.InstallationTableName;
}

async function nameOf({ arn, environment }: DeployedFunction): Promise<FunctionName | undefined> {
  const { Tags = {} } = await lambda.send(new ListTagsCommand({ Resource: arn }));
  const tagged = Tags.CredentialManager;
  return endpointNames.find((name) => name === tagged) ?? otherOf(environment);
}

/** Absent for those that ask about an App or an installation besides what they are for. */
function otherOf(variables: Readonly<Record<string, string>>): OtherFunction | undefined {
  if (variables.RATE_LIMIT_METRICS) return 'rate limits';
  if (variables.SYNC_PLACE_PARAMETER) return 'sync';
  if (variables.DUE_QUEUE_URL) return 'schedules';
  return variables.APP_FRAMEWORK_WEBHOOK_HANDLER === 'installations' ? 'installation events' : undefined;
}

/** What is told of it, as tests need it. */
function describeFunction(configuration: FunctionConfiguration): DeployedFunction {
  const { FunctionArn, FunctionName: name, Role, LoggingConfig, Timeout, Environment } = configuration;
  const { Handler: handler = '', Description: description = '', RevisionId: revision = '' } = configuration;
  if (!FunctionArn || !name || !Role || !Timeout) throw new Error(`Lambda describes ${name} incompletely.`);
  return {
    name,
    arn: FunctionArn,
    roleArn: Role,
    logGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    timeoutSeconds: Timeout,
    environment: Environment?.Variables ?? {},
    handler,
    description,
    revision,
  };
}
