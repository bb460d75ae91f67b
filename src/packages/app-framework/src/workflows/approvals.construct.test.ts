import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type IChainable, Parallel, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { push } from '../triggers/trigger';
import { made, statementsOf } from '../webhook-ingestion/webhook-stack.test.support';
import { Workflows } from './workflows.construct';

function offered() {
  const app = new App();
  const credentialManager = new CredentialManager(new Stack(app, 'Credentials'), 'CredentialManager');
  const { stack, webhooks } = made({ credentialManager }, app);
  const workflows = new Workflows(stack, 'Workflows', { webhooks });
  const add = (definition: IChainable, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') =>
    workflows.add('deploy', { definition, type, on: [push()] });
  return { stack, workflows, add };
}

describe('waitForApproval', () => {
  it('waits with a token that only the function which decides may use, and that only it and the asking one may touch', () => {
    const { stack, workflows, add } = offered();
    const wait = workflows.waitForApproval('production', { permission: 'maintain', by: 'others' });
    add(new Parallel(stack, 'Both').branch(wait).next(new Pass(stack, 'Done')));
    const template = Template.fromStack(workflows);
    const machines = JSON.stringify(template.findResources('AWS::StepFunctions::StateMachine'));

    expect(machines).toContain('lambda:invoke.waitForTaskToken');
    expect(machines).toContain('$$.Task.Token');
    expect(machines).toMatch(/TimeoutSeconds\W+43200\b/);
    const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
    const holders = (part: string) =>
      policies.filter(([, policy]) => JSON.stringify(policy).includes(part)).map(([id]) => id);
    expect(holders('states:SendTask')).toEqual([expect.stringMatching(/JobsApprover/)]);
    expect(holders('ApprovalsTable')).toEqual(
      expect.arrayContaining([expect.stringMatching(/JobsApprover/), expect.stringMatching(/JobsAsker/)]),
    );
    expect(holders('ApprovalsTable')).toHaveLength(2);
    expect(statementsOf(template, /Approver/).flatMap(({ Action }) => Action)).not.toContain('dynamodb:PutItem');
    expect(
      statementsOf(template, /Asker/)
        .flatMap(({ Action }) => Action)
        .join(),
    ).not.toMatch(/Query|states:/);
  });

  it('refuses an Express workflow, whatever its approval is in', () => {
    const { stack, workflows, add } = offered();
    add(new Parallel(stack, 'Both').branch(workflows.waitForApproval('production')), 'EXPRESS');
    expect(() => Template.fromStack(stack)).toThrow('make one with an approval STANDARD');
  });

  it('refuses more than 13 days, more time than the workflow has, and what is no name', () => {
    const { workflows, add } = offered();
    const wait = (timeout: Duration, name = 'production') => workflows.waitForApproval(name, { timeout });
    expect(() => wait(Duration.days(14))).toThrow('longer than 13 days');
    expect(() => wait(Duration.hours(1), 'Go now')).toThrow('no name of an approval');
    expect(() => add(wait(Duration.days(2)))).toThrow('would be over before its approval production is');
  });
});
