import { InvokeCommand } from '@aws-sdk/client-lambda';
import { administrator, outputs } from './deployment';
import { type DeployedFunction, functionThat } from './functions';

const { lambda } = administrator;

type Variables = Readonly<Record<string, string>>;

/** Functions of the webhook construct, by the variables that only they have. */
const tellTale = {
  receiver: (variables: Variables) => 'APP_HOSTS' in variables,
  sweep: (variables: Variables) => 'SWEPT_APPS' in variables,
  recovery: (variables: Variables) =>
    'WEBHOOK_DEPLOYMENT' in variables &&
    'INLINE_LIMIT' in variables &&
    !('APP_HOSTS' in variables) &&
    !('SWEPT_APPS' in variables),
  balance: (variables: Variables) => 'PAYLOAD_BUCKET_NAME' in variables && !('EVENT_BUS_NAME' in variables),
};
export type WebhookFunctionName = keyof typeof tellTale;

/** Runs it now, as its schedule does. @throws Error with what it threw */
export async function runNow(name: WebhookFunctionName): Promise<void> {
  const { arn: FunctionName } = await webhookFunctionOf(name);
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError) throw new Error(`The function ${name} failed: ${Payload?.transformToString()}`);
}

/** A function of the construct, the handler that `WebhookIngestion.on` knows by this name, or what brings events into its lanes. @throws Error when the deployment has none */
export function webhookFunctionOf(
  name: WebhookFunctionName | { readonly handler: string } | { readonly feederOf: string },
): Promise<DeployedFunction> {
  return functionThat(`is ${JSON.stringify(name)}`, ({ environment }) => {
    const isHandler =
      typeof name === 'object' && 'handler' in name && environment.APP_FRAMEWORK_WEBHOOK_HANDLER === name.handler;
    const isFeeder = typeof name === 'object' && 'feederOf' in name && environment.LANE_HANDLER === name.feederOf;
    const isMeant = isHandler || isFeeder || (typeof name === 'string' && tellTale[name](environment));
    const ledger = isHandler ? environment.APP_FRAMEWORK_WEBHOOK_LEDGER : environment.LEDGER_TABLE_NAME;
    return isMeant && ledger === outputs.DeliveryLedgerName;
  });
}
