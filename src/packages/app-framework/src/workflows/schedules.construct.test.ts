import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { made, statementsOf } from '../webhook-ingestion/webhook-stack.test.support';
import { Workflows } from './workflows.construct';

describe('Schedules', () => {
  let template: Template;
  beforeAll(() => {
    const app = new App();
    const credentialManager = new CredentialManager(new Stack(app, 'Credentials'), 'CredentialManager');
    const { stack, webhooks } = made({ credentialManager }, app);
    template = Template.fromStack(new Workflows(stack, 'Workflows', { webhooks }));
  });

  it('have each message started by itself, ten calls at once, and what fails come again by itself', () => {
    const [starter] = Object.keys(
      template.findResources('AWS::Lambda::Function', { Properties: { Handler: 'index.startScheduled' } }),
    );
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: starter },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    const writes = (role: RegExp) =>
      statementsOf(template, role)
        .filter(({ Action, Condition }) => Action === 'dynamodb:UpdateItem' && Condition)
        .flatMap(({ Condition }) => Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys']);
    // What came of schedules, and of commands.
    expect(writes(/Scheduled/)).toEqual(['schedule#*']);
    expect(writes(/CommandStarter/)).toEqual([expect.stringMatching(/#\*$/)]);
  });

  it('may read which accounts are allowed, as what runs jobs again for operators may, and that reads no more of the ledger', () => {
    const ofLedger = (role: RegExp) =>
      statementsOf(template, role).filter(({ Resource }) => JSON.stringify(Resource).includes('Ledger'));
    const reading = {
      Action: 'dynamodb:GetItem',
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['deployment'] } },
    };
    expect(ofLedger(/Scheduled/)).toContainEqual(expect.objectContaining(reading));
    expect(ofLedger(/JobsOperator/)).toEqual([expect.objectContaining(reading)]);
  });
});
