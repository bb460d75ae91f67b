import { Duration, Stack } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { KeptTriggers } from '../kept-triggers/kept-triggers.construct';
import type { BundledFunction } from '../lambda/bundled-function.construct';
import { alarmPeriod, HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import type { ScheduledStartsEnvironment, TickEnvironment } from '../scheduled-starts/open-scheduled-starts';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { Jobs } from './jobs.construct';

export interface SchedulesProps {
  readonly jobs: Jobs;
  readonly triggers: KeptTriggers;
  readonly foundation: WebhookFoundation;
}

/** Functions have a minute. */
const visibilityTimeout = Duration.minutes(6);
/** Hours of tries in an outage, and more where GitHub says how long to wait. */
const mostReceives = 100;
/** One that takes long, or comes again, keeps no other of its batch waiting. */
const batchSize = 1;
/** What is due at midnight in thousands of repositories leaves GitHub and the account's other functions their share. */
const mostAtOnce = 10;

/** Starts workflows when a time has come: one rule looks each minute which schedules are due, however many there are. */
export class Schedules extends Construct {
  /** Begins jobs: it needs leave for each machine. */
  readonly starter: BundledFunction;
  private readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: SchedulesProps) {
    super(scope, id);
    const queue = { enforceSSL: true, retentionPeriod: Duration.days(14) };
    const parked = new Queue(this, 'Parked', queue);
    const due = new Queue(this, 'Due', {
      ...queue,
      visibilityTimeout,
      deadLetterQueue: { queue: parked, maxReceiveCount: mostReceives },
    });
    const ticker = this.tick(props, due);
    this.starter = this.start(props, due);
    const lying = parked.metricApproximateNumberOfMessagesVisible({ period: alarmPeriod, statistic: Stats.MAXIMUM });
    const failed = ticker.metricErrors({ period: alarmPeriod, statistic: 'Sum' });
    const log = 'its log has the reason. Runbook: monitoring. Run: logs errors --since 1h';
    this.alarms = [
      this.alarm('LyingStarts', lying, `Schedules were not started: the function Scheduled failed on them, ${log}`),
      this.alarm('NotTicking', failed, `Nobody looks which schedules are due: the function Ticker fails, ${log}`),
    ];
  }

  /** Does this when an alarm begins. */
  act(action: IAlarmAction): void {
    for (const alarm of this.alarms) alarm.addAlarmAction(action);
  }

  /** The next run is the retry: what is due stays so. */
  private tick(props: SchedulesProps, due: Queue): BundledFunction {
    const { jobs, triggers, foundation } = props;
    const environment = tickEnvironment(props, due);
    const description = 'Looks which schedules are due';
    const ticker = jobs.function(
      'Ticker',
      { handlerName: 'trigger-operations', exportName: 'tick', description, environment: { ...environment } },
      [],
    );
    triggers.grantSchedule(ticker);
    foundation.ledger.grantReadRouting(ticker);
    due.grantSendMessages(ticker);
    ticker.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'Minute', {
      description: 'Starts the look for schedules that are due',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaTarget(ticker)],
    });
    return ticker;
  }

  private start(props: SchedulesProps, due: Queue): BundledFunction {
    const { jobs, triggers, foundation } = props;
    const { installationTable } = jobs.credentials;
    const environment: ScheduledStartsEnvironment = {
      ...tickEnvironment(props, due),
      INSTALLATION_TABLE_NAME: installationTable.tableName,
      APP_HOSTS: Stack.of(this).toJsonString(foundation.endpoint.appHosts),
    };
    const starter = jobs.function(
      'Scheduled',
      {
        exportName: 'startScheduled',
        description: 'Starts the workflows of schedules that are due',
        environment: {
          ...jobs.environment,
          ...environment,
          APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify(foundation.gitHubApiUrls),
        },
      },
      ['PutItem'],
    );
    jobs.grantReport(starter);
    triggers.grantReadOne(starter);
    foundation.ledger.grantReadRouting(starter);
    foundation.ledger.grantUse(starter, { rows: ['UpdateItem'], of: ['schedule'] });
    const resourceArns = [installationTable.tableArn];
    Grant.addToPrincipal({ grantee: starter, actions: ['dynamodb:Scan'], resourceArns });
    due.grantSendMessages(starter);
    // It asks which repositories there are and which commit is a head, and nothing else.
    jobs.credentials.connect(starter, { ceiling: { permissions: { contents: 'read' } } });
    starter.addEventSource(
      new SqsEventSource(due, { batchSize, reportBatchItemFailures: true, maxConcurrency: mostAtOnce }),
    );
    return starter;
  }

  private alarm(id: string, metric: IMetric, description: string): Alarm {
    const comparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
    return new HourLongAlarm(this, id, { metric, description, threshold: 1, comparisonOperator });
  }
}

function tickEnvironment({ triggers, foundation }: SchedulesProps, due: Queue): TickEnvironment {
  return {
    TRIGGERS_TABLE_NAME: triggers.table.tableName,
    LEDGER_TABLE_NAME: foundation.ledger.tableName,
    DUE_QUEUE_URL: due.queueUrl,
  };
}
