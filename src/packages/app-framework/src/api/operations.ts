import type * as client from '@aws/app-framework-for-github-apps-on-aws-client';

/**
 * Every operation of the model that a credential manager serves, with the name of what it hands out. All else is spelled from these two:
 * the tag `<Name>Endpoint` of its function and the client's setting for its URL, the construct's `<name>Endpoint`, `<name>Function`,
 * `<name>LambdaArn` and `grant…`, and the function's bundle. Names only, and nothing that runs: constructs read it too.
 */
export const operationNames = {
  GetAppToken: 'AppToken',
  GetInstallationToken: 'InstallationAccessToken',
  RefreshCachedData: 'RefreshCachedData',
  GetInstallationData: 'InstallationRecord',
  GetInstallations: 'Installations',
  RevokeInstallationTokens: 'RevokeInstallationTokens',
} as const;

/** An operation of the API by its name in the model. */
export type OperationName = keyof typeof operationNames;

/** What an operation hands out, as URLs, tags and grants call it. */
export type PartName<Name extends OperationName = OperationName> = (typeof operationNames)[Name];

/** Value of the tag `CredentialManager` by which the operations tool finds a function and so its URL. */
export type EndpointName<Name extends OperationName = OperationName> = `${PartName<Name>}Endpoint`;

/** The operations that `Workflows` serves, all at one URL. */
export const triggerOperations = ['PutTrigger', 'ListTriggers', 'DeleteTrigger', 'TestTrigger'] as const;

/** The operations that `InstallLinks` serves, all at one URL. */
export const integrationOperations = ['CreateInstallLink', 'ListIntegrations', 'RevokeIntegration'] as const;

/** Every operation of the model. */
export type ServedOperation =
  | OperationName
  | (typeof triggerOperations)[number]
  | (typeof integrationOperations)[number];

/** What each operation of the model takes. */
export type OperationInputs = { [Name in ServedOperation]: Command<Name>['input'] };

/** What each operation of the model answers. */
export type OperationOutputs = { [Name in ServedOperation]: Omit<Sent<Name>['output'], '$metadata'> };

type Command<Name extends ServedOperation> = InstanceType<(typeof client)[`${Name}Command`]>;
type Sent<Name extends ServedOperation> = Awaited<ReturnType<ReturnType<Command<Name>['resolveMiddleware']>>>;

/** Every operation of a credential manager by its name in the model. */
export const operationsOfApi: readonly OperationName[] = Object.keys(operationNames).filter(isOperationName);

/** The tag of the function that serves an operation. */
export function endpointNameOf<Name extends OperationName>(operation: Name): EndpointName<Name> {
  return `${operationNames[operation]}Endpoint`;
}

function isOperationName(name: string): name is OperationName {
  return name in operationNames;
}
