import { CustomResource, Duration } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import { HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { ProbeBusEnvironment } from './probe-bus.lambda';
import type { ProbeSource, ProbeType } from './probe-event-bus';

export interface BusProbeProps {
  readonly eventBus: IEventBus;
  readonly ledger: DeliveryLedgerTable;
  readonly deployment: string;
  /** Probes that were lost, over 5 minutes. */
  readonly lost: IMetric;
  readonly settings: FunctionSettings;
}

/**
 * Shows that the bus brings what is put on it, at a deployment and every 5 minutes: EventBridge answers success for a bus that is not there, and
 * for one that nothing leaves.
 */
export class BusProbe extends Construct {
  readonly handler: BundledFunction;
  /** A probe did not come back within a minute. */
  readonly lostAlarm: Alarm;

  constructor(scope: Construct, id: string, { eventBus, ledger, deployment, lost, settings }: BusProbeProps) {
    super(scope, id);
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'probe-bus',
      description: 'Sends a probe through the bus of webhooks, and waits for it',
      environment: {
        LEDGER_TABLE_NAME: ledger.tableName,
        EVENT_BUS_NAME: eventBus.eventBusArn,
        WEBHOOK_DEPLOYMENT: deployment,
      } satisfies ProbeBusEnvironment,
      timeout: Duration.seconds(90),
      memorySize: 256,
      settings,
    });
    // The next one comes by the schedule.
    this.handler.configureAsyncInvoke({ retryAttempts: 0 });
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ['events:PutEvents'],
      resourceArns: [eventBus.eventBusArn],
    });
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      resourceArns: [ledger.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['probe#*'] } },
    });
    const returning = new Rule(this, 'Returning', {
      eventBus,
      description: 'Brings probes back',
      eventPattern: {
        source: ['app-framework' satisfies ProbeSource],
        detailType: ['probe' satisfies ProbeType],
        detail: { deployment: [deployment] },
      },
      targets: [new LambdaTarget(this.handler, { retryAttempts: 0 })],
    });
    new Rule(this, 'schedule', {
      description: 'Sends a probe through the bus of webhooks',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new LambdaTarget(this.handler, { retryAttempts: 0 })],
    });
    new CustomResource(this, 'Deployed', {
      serviceToken: this.handler.functionArn,
      properties: { EventBus: eventBus.eventBusArn, Rule: returning.ruleArn },
    }).node.addDependency(this.handler, returning);
    this.lostAlarm = new HourLongAlarm(this, 'Lost', {
      description:
        'What is put on the bus of webhooks does not come back: no webhook reaches a handler. The log of probe-bus has the reason. Runbook: monitoring. Run: deliveries list --since 1h',
      metric: lost,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
  }

  /** Does this when the alarm begins. */
  alarmOn(action: IAlarmAction): void {
    this.lostAlarm.addAlarmAction(action);
  }
}
