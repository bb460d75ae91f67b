import { Lazy } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Jobs } from './jobs.construct';

/** The pattern of a rule holds 2,048 characters, and an ARN has some hundred. */
const machinesOfARule = 10;

/** Brings what Step Functions tells of executions, on the default bus, to the queue of those that follow them. */
export class StatusRules {
  private readonly machinesOfRules: string[][] = [];

  constructor(
    private readonly scope: Construct,
    private readonly jobs: Pick<Jobs, 'statuses' | 'undelivered'>,
  ) {}

  tellOf({ stateMachineArn }: StateMachine): void {
    const last = this.machinesOfRules.at(-1);
    if (last && last.length < machinesOfARule) {
      last.push(stateMachineArn);
      return;
    }
    const machines = [stateMachineArn];
    this.machinesOfRules.push(machines);
    new Rule(this.scope, `Statuses${this.machinesOfRules.length}`, {
      description: 'What becomes of the executions of workflows',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: Lazy.list({ produce: () => machines }) },
      },
      targets: [new SqsQueue(this.jobs.statuses, { deadLetterQueue: this.jobs.undelivered })],
    });
  }
}
