import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { JsonPath } from 'aws-cdk-lib/aws-stepfunctions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { push } from '../triggers/trigger';
import { made, statementsOf } from '../webhook-ingestion/webhook-stack.test.support';
import type { DeployOptions } from '../workflow-steps/step-options';
import { Workflows } from './workflows.construct';

function deployed(options: DeployOptions) {
  const app = new App();
  const credentialManager = new CredentialManager(new Stack(app, 'Credentials'), 'CredentialManager');
  const { stack, webhooks, template: around } = made({ credentialManager }, app);
  const workflows = new Workflows(stack, 'Workflows', { webhooks });
  const definition = workflows.steps.deployTo(stack, 'Deploy', options);
  workflows.add('deploy', { definition, type: 'STANDARD', on: [push()] });
  const template = Template.fromStack(workflows);
  const text = JSON.stringify(template.toJSON());
  const routes = Object.values(around().findResources('Custom::AWS', {})).concat(
    Object.values(around().findResources('AWS::CloudFormation::CustomResource')),
  );
  return { workflows, template, text, routes: JSON.stringify(routes) };
}

describe('WorkflowSteps.deployTo', () => {
  const review = JsonPath.format('review-{}', JsonPath.stringAt('$.pullRequest'));
  const kept = deployed({ environment: JsonPath.stringAt('$.parameters.environment') });
  const ofPull = deployed({ environment: review, whenClosed: 'delete', production: ['live'] });

  it('makes a state that is told the environment, and which of them are production', () => {
    expect(kept.text).toContain(
      '\\"environment.$\\":\\"$.parameters.environment\\",\\"production\\":[\\"production\\"]',
    );
    expect(ofPull.text).toContain('\\"whenClosed\\":\\"delete\\",\\"production\\":[\\"live\\"]');
  });

  it('lets its function have jobs shown, note deployments, and deploy, and nothing else at GitHub', () => {
    const statements = statementsOf(kept.template, /StepsDeployer/);
    const puts = statements.filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
    expect(puts.map(({ Condition }) => JSON.stringify(Condition))).toEqual([
      expect.stringContaining('step#*'),
      expect.stringContaining('environment#*'),
    ]);
    expect(statements.flatMap(({ Action }) => Action)).toContain('sqs:SendMessage');
    kept.template.hasResourceProperties('AWS::SSM::Parameter', {
      Value: '{"version":1,"permissions":{"deployments":"write","pull_requests":"read"}}',
    });
  });

  it('has what was deployed for a pull request retired when that is closed, only where something is', () => {
    const functions = ({ template }: typeof kept) =>
      Object.values(template.findResources('AWS::Lambda::Function')).filter(({ Properties }) =>
        String(Properties.Description).startsWith('Retires the environments'),
      ).length;
    expect([functions(kept), functions(ofPull)]).toEqual([0, 1]);
    expect(kept.routes).not.toContain('\\"environments\\"');
    expect(ofPull.routes).toContain(
      '\\"name\\":\\"environments\\",\\"events\\":[\\"pull_request\\"],\\"actions\\":[\\"closed\\"]',
    );
  });

  it('has an App that is registered by its button given what steps need', () => {
    expect(kept.routes).toMatch(/\\"name\\":\\"jobs\\"[^}]*\\"needs\\":\{[^}]*\\"deployments\\":\\"write\\"/);
  });

  it('is what cdk-nag finds nothing against', () => {
    expect(new AwsSolutionsChecks().validateScope(ofPull.workflows).violations).toEqual([]);
  });
});
