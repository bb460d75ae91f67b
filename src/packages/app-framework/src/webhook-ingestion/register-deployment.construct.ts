import { CustomResource, Duration, Lazy, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentOperations } from '../deliveries/deployment-operations';
import type { HandlerQueue } from '../handlers/handler-queue.construct';
import type { RegisterHandlersEnvironment } from '../handlers/register-handlers.lambda';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { EventRoute } from '../routes/event-route';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';

export interface Registration {
  readonly ledger: DeliveryLedgerTable;
  /** Who must see which events, asked when everything is there. */
  readonly routes: () => readonly EventRoute[];
  /** What the deployment consists of, asked as late. */
  readonly operations: () => DeploymentOperations;
  readonly settings: FunctionSettings;
}

/** Writes at each deployment into its ledger what no environment has room for: its handlers, which the receiver reads, and its parts. */
export function registerDeployment(scope: Construct, { ledger, routes, operations, settings }: Registration): void {
  const registrar = new BundledFunction(scope, 'Registrar', {
    handlerName: 'register-handlers',
    description: 'Tells the webhook receiver which handlers there are, at each deployment',
    environment: { LEDGER_TABLE_NAME: ledger.tableName } satisfies RegisterHandlersEnvironment,
    timeout: Duration.seconds(60),
    memorySize: 512,
    settings,
  });
  ledger.grantUse(registrar, { rows: ['PutItem', 'UpdateItem'], of: ['deployment'] });
  ledger.grantReadRouting(registrar);
  new CustomResource(scope, 'Routing', {
    serviceToken: registrar.functionArn,
    properties: {
      Routes: Lazy.string({ produce: () => JSON.stringify(routes()) }),
      Operations: Lazy.string({ produce: () => Stack.of(scope).toJsonString(operations()) }),
    },
  }).node.addDependency(registrar);
}

/** URLs by handler: of the queues that events arrive in, and of those behind them where a handler works in lanes. */
export function queueUrls(
  queues: ReadonlyMap<string, Pick<HandlerQueue, 'arrivals' | 'queue'>>,
): Pick<DeploymentOperations, 'queues' | 'lanes'> {
  const all = [...queues];
  const inLanes = all.filter(([, { arrivals, queue }]) => arrivals !== queue);
  return {
    queues: Object.fromEntries(all.map(([name, { arrivals }]) => [name, arrivals.queueUrl])),
    lanes: Object.fromEntries(inLanes.map(([name, { queue }]) => [name, queue.queueUrl])),
  };
}
