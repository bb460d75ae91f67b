import { ArnFormat, CustomResource, Lazy, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Jobs } from './jobs.construct';
import { explainExecutions } from './workflow-machine.construct';

export interface RetirementProps {
  readonly jobs: Jobs;
  /** ARNs of those that jobs are executions of, asked when all are there. */
  readonly machines: () => readonly string[];
}

/** Ends the jobs of workflows that a deployment takes away, before CloudFormation takes away their state machines. */
export class Retirement extends Construct {
  private readonly resource: CustomResource;
  private readonly jobs: Jobs;
  private policies: readonly Policy[] = [];

  constructor(scope: Construct, id: string, { jobs, machines }: RetirementProps) {
    super(scope, id);
    this.jobs = jobs;
    this.resource = new CustomResource(this, 'Retired', {
      serviceToken: jobs.retirer.functionArn,
      properties: {
        Machines: Lazy.string({ produce: () => Stack.of(this).toJsonString(machines()) }),
        // They are kept in it, and again in the next one.
        KeptIn: jobs.table.tableName,
      },
    });
    // Jobs are shown while it waits, also where the whole stack goes.
    this.resource.node.addDependency(jobs);
  }

  /** Lets the next deployment that has this machine no more end its executions. */
  letEnd(machine: StateMachine): void {
    const stack = Stack.of(this);
    const { resourceName: name } = stack.splitArn(machine.stateMachineArn, ArnFormat.COLON_RESOURCE_NAME);
    const place = { service: 'states', resource: 'execution', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    const actions = ['states:DescribeExecution', 'states:StopExecution'];
    const resources = [stack.formatArn({ ...place, resourceName: `${name}:*` })];
    for (const policy of this.granted()) {
      policy.addStatements(new PolicyStatement({ actions, resources }));
      explainExecutions(policy, machine);
    }
  }

  /** Two of the same, for CloudFormation changes what is after the resource after it, and takes that away before it. */
  private granted(): readonly Policy[] {
    if (this.policies.length > 0) return this.policies;
    const roles = [this.jobs.retirer.executionRole];
    // What a deployment stops are executions of machines that the last one had.
    const ofLastDeployment = new Policy(this, 'Policy', { roles });
    ofLastDeployment.node.addDependency(this.resource);
    // It is there still where the whole stack goes.
    const untilTheEnd = new Policy(this, 'LastPolicy', { roles });
    this.resource.node.addDependency(untilTheEnd);
    this.policies = [ofLastDeployment, untilTheEnd];
    return this.policies;
  }
}
