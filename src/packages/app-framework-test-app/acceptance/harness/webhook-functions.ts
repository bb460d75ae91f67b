import { InvokeCommand, paginateListFunctions, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { administrator, outputs } from './deployment';

const { lambda } = administrator;

/** Functions of the webhook construct, by a variable that only they have. */
const tellTale = {
  receiver: 'APP_HOSTS',
  sweep: 'SWEPT_APPS',
} as const;
export type WebhookFunctionName = keyof typeof tellTale;

/** Runs it now, as its schedule does. @throws Error with what it threw */
export async function runNow(name: WebhookFunctionName): Promise<void> {
  const { FunctionName } = await deployed(name);
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError) throw new Error(`The function ${name} failed: ${Payload?.transformToString()}`);
}

/** Has it use these variables for as long as `work` takes. A process that runs already is not used any more. */
export async function withVariables(
  name: WebhookFunctionName,
  variables: Readonly<Record<string, string>>,
  work: () => Promise<void>,
): Promise<void> {
  const { FunctionName, environment } = await deployed(name);
  const update = (Variables: Record<string, string>) =>
    lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  await update({ ...environment, ...variables });
  try {
    await work();
  } finally {
    await update(environment);
  }
}

async function deployed(name: WebhookFunctionName) {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { FunctionName, Environment } of Functions) {
      const environment = Environment?.Variables ?? {};
      const isMeant = environment.LEDGER_TABLE_NAME === outputs.DeliveryLedgerName && tellTale[name] in environment;
      if (FunctionName && isMeant) return { FunctionName, environment };
    }
  }
  throw new Error(`The deployment has no function ${name}.`);
}
