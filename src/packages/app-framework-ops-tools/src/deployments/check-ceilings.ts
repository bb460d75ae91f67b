import {
  type CheckedCaller,
  createCeilingCheck,
  type DeploymentParts,
  endpointNameOf,
  type LimitedCaller,
  type Question,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import {
  type ContextEntry,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  NoSuchEntityException,
  paginateSimulatePrincipalPolicy,
} from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import type { CommandContext, CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import { formatFields } from '../command-line/table';
import { createAwsClients } from './aws-clients';
import { createDirectory } from './directory';
import { createSignedCalls, type SignedCalls } from './signed-call';

type Clients = ReturnType<typeof createAwsClients>;

/** Asks IAM whether the ceilings of a deployment hold. */
export async function checkCeilings(
  { table }: { readonly table?: string },
  { progress }: Pick<CommandContext, 'progress'>,
): Promise<CommandResult> {
  const aws = createAwsClients();
  const iam = new IAMClient({});
  const calls = createSignedCalls(aws.lambda);
  const tableName = table ?? (await createDirectory(aws).theAppTable({ option: 'the option --table NAME' }));
  const parts = await partsOf(tableName, aws);
  progress('Asking IAM about every caller with a ceiling; this takes some seconds for each.');
  const check = createCeilingCheck({
    recordNames: (path) => recordNames(calls, path),
    arnOf: (caller) => arnOf(iam, caller),
    simulate: (principalArn, question) => simulate(iam, principalArn, question),
  });
  return report(await check(parts));
}

async function partsOf(tableName: string, { lambda, tagging, ...aws }: Clients): Promise<DeploymentParts> {
  const serving = async (operation: 'GetAppToken' | 'GetInstallationToken') => {
    const endpoint = endpointNameOf(operation);
    const tags = { CredentialManager: endpoint, AppTable: tableName };
    const filter = {
      ResourceTypeFilters: ['lambda:function'],
      TagFilters: Object.entries(tags).map(([Key, value]) => ({ Key, Values: [value] })),
    };
    for await (const { ResourceTagMappingList: found = [] } of paginateGetResources({ client: tagging }, filter)) {
      const [arn] = found.flatMap(({ ResourceARN }) => ResourceARN ?? []);
      if (arn !== undefined) return lambda.send(new GetFunctionConfigurationCommand({ FunctionName: arn }));
    }
    const told = `No function was found that is tagged CredentialManager=${endpoint} and AppTable=${tableName}.`;
    throw new CommandError('not-found', `${told} Look at --table, AWS_PROFILE and AWS_REGION.`);
  };
  const [appToken, installationToken] = [await serving('GetAppToken'), await serving('GetInstallationToken')];
  const variable = (name: string) => {
    const value = installationToken.Environment?.Variables?.[name];
    if (value) return value;
    const told = `The function ${installationToken.FunctionName} has no ${name} in its environment.`;
    throw new CommandError('failed', `${told} Deploy the stack again, with this version.`);
  };
  const installationTokenFunctionArn = installationToken.FunctionArn ?? '';
  const [, partition = '', , region = '', account = ''] = installationTokenFunctionArn.split(':');
  return {
    appTableName: tableName,
    ceilingPath: variable('CEILING_PATH'),
    partition,
    region,
    account,
    appTokenFunctionArn: appToken.FunctionArn ?? '',
    installationTokenFunctionArn,
    functionRoleArns: [appToken, installationToken].flatMap(({ Role }) => Role ?? []),
    tokenTableArn: `arn:${partition}:dynamodb:${region}:${account}:table/${variable('TOKEN_TABLE_NAME')}`,
    tokenKeyArn: variable('TOKEN_KEY_ARN'),
    signingKeyArns: await createDirectory({ lambda, tagging, ...aws }).signingKeys({ tableName }),
  };
}

async function recordNames(calls: SignedCalls, path: string): Promise<string[]> {
  const names: string[] = [];
  let NextToken: unknown;
  do {
    const input = { Path: path, Recursive: true, NextToken };
    const page = Object(await calls.json({ service: 'ssm', target: 'AmazonSSM.GetParametersByPath', input }));
    for (const { Name } of page.Parameters ?? []) names.push(String(Name).slice(path.length + 1));
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return names.sort();
}

async function arnOf(iam: IAMClient, { kind, name }: LimitedCaller): Promise<string | undefined> {
  try {
    if (kind === 'user') return (await iam.send(new GetUserCommand({ UserName: name }))).User?.Arn;
    return (await iam.send(new GetRoleCommand({ RoleName: name }))).Role?.Arn;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

async function simulate(client: IAMClient, principalArn: string, { actions, resources, context }: Question) {
  const input = {
    PolicySourceArn: principalArn,
    ActionNames: [...actions],
    ResourceArns: [...resources],
    ContextEntries: Object.entries(context).map(([key, value]): ContextEntry => {
      const isTruth = value === 'true' || value === 'false';
      const type = isTruth && !key.startsWith('aws:ResourceTag/') ? 'boolean' : 'string';
      return { ContextKeyName: key, ContextKeyType: type, ContextKeyValues: [value] };
    }),
  };
  const allowed: { readonly action: string; readonly resource: string }[] = [];
  for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client }, input)) {
    for (const { EvalActionName, EvalDecision, EvalResourceName } of EvaluationResults) {
      if (EvalDecision === 'allowed') allowed.push({ action: EvalActionName ?? '', resource: EvalResourceName ?? '' });
    }
  }
  return allowed;
}

function report(callers: readonly CheckedCaller[]): CommandResult {
  const isLifted = callers.some(({ state }) => state === 'would not hold');
  const isWhole = callers.every(({ state }) => state === 'holds' || state === 'would not hold');
  const lines = callers.flatMap(({ account, kind, name, state, findings }) => [
    `${kind} ${name} of ${account}: ${state}`,
    ...findings.map(({ action, resource, because }) => formatFields({ [action]: `on ${resource}: ${because}` }, '  ')),
  ]);
  const advice = 'Take these rights away from the callers, or do their other work under roles of its own.';
  return {
    exitCode: isLifted ? exitCodes.refused : isWhole ? exitCodes.ok : exitCodes.partlyDone,
    json: { callers },
    text: callers.length === 0 ? 'No caller has a ceiling.' : [...lines, ...(isLifted ? [advice] : [])].join('\n'),
  };
}
