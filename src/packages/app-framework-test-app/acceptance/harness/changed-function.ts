import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { administrator } from './deployment';
import { eventually } from './eventually';
import { type DeployedFunction, type FunctionName, functionOf } from './functions';

const { lambda } = administrator;

/** What to change: variables come on top of those that are there. A process that runs already is not used any more. */
export interface Change {
  readonly Timeout?: number;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Changes a deployed function for as long as `work` takes. */
export async function changed(
  changing: FunctionName | DeployedFunction,
  { Timeout, variables }: Change,
  work: () => Promise<void>,
): Promise<void> {
  const found = typeof changing === 'string' ? await functionOf(changing) : changing;
  const { arn: FunctionName, environment, timeoutSeconds } = found;
  await update({ FunctionName, Timeout: Timeout ?? timeoutSeconds, Variables: { ...environment, ...variables } });
  try {
    await work();
  } finally {
    await update({ FunctionName, Timeout: timeoutSeconds, Variables: environment });
  }
}

/** Has the next call of it begin in a new process: those that run know what was true before. */
export function inNewProcesses({ arn, timeoutSeconds, environment }: DeployedFunction): Promise<void> {
  return update({ FunctionName: arn, Timeout: timeoutSeconds, Variables: environment });
}

async function update(to: { FunctionName: string; Timeout: number; Variables: Record<string, string> }): Promise<void> {
  const { FunctionName, Timeout, Variables } = to;
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Timeout, Environment: { Variables } }));
  await eventually({ what: `${FunctionName} to be updated` }, async () => {
    const { LastUpdateStatus } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    return LastUpdateStatus !== 'InProgress' || undefined;
  });
}
