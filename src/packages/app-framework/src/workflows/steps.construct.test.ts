import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { JsonPath, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { push } from '../triggers/trigger';
import { made, statementsOf } from '../webhook-ingestion/webhook-stack.test.support';
import { Workflows } from './workflows.construct';

function offered() {
  const app = new App();
  const credentialManager = new CredentialManager(new Stack(app, 'Credentials'), 'CredentialManager');
  const { stack, webhooks, template: around } = made({ credentialManager }, app);
  const workflows = new Workflows(stack, 'Workflows', { webhooks });
  const add = (definition: Parameters<Workflows['add']>[1]['definition']) =>
    workflows.add('ci', { definition, type: 'STANDARD', on: [push()], check: 'ci / all' });
  return { app, stack, workflows, around, steps: workflows.steps, template: () => Template.fromStack(workflows), add };
}

/** The states of the one machine, with what is known only when the stack is as `?`. */
function statesOf(template: ReturnType<typeof offered>['template']) {
  const [machine] = Object.values(template().findResources('AWS::StepFunctions::StateMachine'));
  const definition: unknown = machine?.Properties.DefinitionString;
  const parts: unknown = Object(definition)['Fn::Join']?.[1] ?? [definition];
  const text = Array.isArray(parts) ? parts.map((part) => (typeof part === 'string' ? part : '?')).join('') : '';
  return JSON.parse(text).States;
}

describe('WorkflowSteps', () => {
  it('makes states that hand on the execution, what the author says, and the checks of workflows', () => {
    const { stack, steps, template, add } = offered();
    const body = JsonPath.format('{} files', JsonPath.stringAt('$.pull.changedFiles'));
    add(
      steps
        .getPullRequest(stack, 'Look', { resultPath: '$.pull' })
        .next(steps.createComment(stack, 'Say', { body, issue: JsonPath.numberAt('$.issue') }))
        .next(steps.createCheckRun(stack, 'Lint', { name: 'lint' })),
    );
    const { Look, Say, Lint } = statesOf(template);
    expect(Look).toMatchObject({
      Type: 'Task',
      Resource: '?',
      ResultPath: '$.pull',
      Parameters: { step: 'getPullRequest', state: 'Look', as: 'app', 'execution.$': '$$.Execution' },
    });
    expect(Say.Parameters.given).toEqual({
      'body.$': "States.Format('{} files', $.pull.changedFiles)",
      'issue.$': '$.issue',
    });
    expect(Lint.Parameters).toMatchObject({ given: { name: 'lint' }, checks: '["ci / all"]' });
    expect(Say.Retry.map(({ ErrorEquals: [first] }: { ErrorEquals: string[] }) => first)).toEqual([
      'GitHubThrottled',
      'GitHubUnavailable',
    ]);
  });

  it('makes a function for each set of permissions that is used, once, which may write notes of steps and no job', () => {
    const { stack, workflows, steps, template, add } = offered();
    const functions = () =>
      Object.values(template().findResources('AWS::Lambda::Function')).filter(({ Properties }) =>
        String(Properties.Description).startsWith('Steps of workflows'),
      );
    add(
      steps
        .createComment(stack, 'One', { body: 'a' })
        .next(steps.addLabels(stack, 'Two', { labels: ['a'] }))
        .next(steps.mergePullRequest(stack, 'Three')),
    );
    expect(functions()).toHaveLength(2);
    const statements = statementsOf(template(), /StepsWriter/);
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['step#*'] } },
      }),
    );
    expect(statements.flatMap(({ Action }) => Action)).not.toContain('s3:GetObject');
    template().hasResourceProperties('AWS::SSM::Parameter', {
      Value: Match.stringLikeRegexp('"issues":"write".*"pull_requests":"write"|pull_requests.*issues'),
    });
    const machine = statementsOf(template(), /Workflowci.*MachineRole/);
    const invoked = machine.filter(({ Action }) => Action === 'lambda:InvokeFunction');
    expect(JSON.stringify(invoked)).not.toContain(':*');
    const { violations } = new AwsSolutionsChecks().validateScope(workflows);
    expect(violations).toEqual([]);
  });

  it('lets the function that reports change rows of jobs and have them shown', () => {
    const { stack, steps, template, add } = offered();
    const looked = steps.createCheckRun(stack, 'Lint', { name: 'lint' });
    const reported = steps
      .reportCheck(stack, 'One', { title: 'a' })
      .next(steps.reportCheck(stack, 'Two', { annotations: JsonPath.objectAt('$.found') }));
    add(looked.next(reported));
    const statements = statementsOf(template(), /StepsChecker/);
    const whole = statements.filter(({ Action, Condition }) => Action === 'dynamodb:UpdateItem' && !Condition);
    expect(whole).toHaveLength(1);
    expect(statements.filter(({ Action }) => Action === 'sqs:SendMessage')).toHaveLength(1);
    template().hasResourceProperties('AWS::Lambda::Function', {
      Description: Match.stringLikeRegexp('check runs of their own'),
      Environment: { Variables: Match.objectLike({ REPORT_QUEUE_URL: Match.anyValue() }) },
    });
    const { One, Two } = statesOf(template);
    expect(One.Parameters).toMatchObject({ step: 'reportCheck', given: { title: 'a' } });
    expect(Two.Parameters.given).toEqual({ 'annotations.$': '$.found' });
  });

  it('refuses at synth a check run by the name of a workflow, and a step as somebody where nobody signs in', () => {
    const { app, stack, steps, add } = offered();
    const options = { labels: ['a'], as: 'starter' } as const;
    expect(() => steps.addLabels(stack, 'Person', options)).toThrow(/signIn/);
    add(
      steps.createCheckRun(stack, 'Pass it', { name: 'CI / All', conclusion: 'success' }).next(new Pass(stack, 'End')),
    );
    expect(() => app.synth()).toThrow(/name of a workflow's check/);
  });

  it('refuses at synth a check run by the name of a security check', () => {
    const { app, stack, steps, add } = offered();
    add(steps.createCheckRun(stack, 'Free it', { name: 'My-Bot/Security', conclusion: 'success' }));
    expect(() => app.synth()).toThrow(/security check/);
  });
});
