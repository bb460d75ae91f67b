import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { pullRequest, push } from '../triggers/trigger';
import { made, statementsOf } from '../webhook-ingestion/webhook-stack.test.support';
import { type WorkflowOptions, Workflows } from './workflows.construct';

function offered() {
  const app = new App();
  const credentialManager = new CredentialManager(new Stack(app, 'Credentials'), 'CredentialManager');
  const { stack, webhooks, template: around } = made({ credentialManager }, app);
  const workflows = new Workflows(stack, 'Workflows', { webhooks });
  const options = (given: Partial<WorkflowOptions> = {}): WorkflowOptions => ({
    definition: DefinitionBody.fromString('{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}'),
    type: 'STANDARD',
    on: [push()],
    ...given,
  });
  return { stack, webhooks, workflows, around, template: () => Template.fromStack(workflows), options };
}

describe('Workflows', () => {
  it('runs a Standard workflow as it is, and an Express one in a Standard one that may start it and nothing else', () => {
    const { stack, workflows, template, options } = offered();
    workflows.add('release', options());
    const definition = new Pass(stack, 'Check');
    workflows.add('ci', options({ type: 'EXPRESS', definition, on: [pullRequest({ branches: ['main'] })] }));
    const machines = Object.values(template().findResources('AWS::StepFunctions::StateMachine'));

    expect(machines.map(({ Properties }) => Properties.StateMachineType).sort()).toEqual([
      'EXPRESS',
      undefined,
      undefined,
    ]);
    const around = machines.find(({ Properties }) => JSON.stringify(Properties).includes('startSyncExecution'));
    const states = JSON.stringify(around?.Properties.DefinitionString);
    expect(states).toContain('States.JsonToString($)');
    expect(states).toContain('WorkflowTimedOut');
    expect(states).toMatch(/ErrorEquals[^\]]*Sfn\.ThrottlingException/);
    expect(statementsOf(template(), /Workflowci.*MachineRole/)).toEqual([
      expect.objectContaining({ Action: 'states:StartSyncExecution' }),
    ]);
  });

  it('takes one resource of the stack around it, and tags the machine that jobs are executions of', () => {
    const { stack, workflows, around, template, options } = offered();
    workflows.add('ci', options({ type: 'EXPRESS', definition: new Pass(stack, 'Check') }));
    expect(Object.keys(around().findResources('AWS::StepFunctions::StateMachine'))).toEqual([]);
    const tagged = Match.objectLike({ Tags: Match.arrayWith([{ Key: 'Workflow', Value: 'ci' }]) });
    const machines = Object.keys(template().findResources('AWS::StepFunctions::StateMachine', { Properties: tagged }));
    expect(machines).toEqual([expect.stringMatching(/^Workflowci(?!Express)/)]);
  });

  it('starts workflows in so many functions at once that others of the account have their share', () => {
    const { workflows, template, options } = offered();
    workflows.add('ci', options());
    template().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: Match.stringLikeRegexp('Starter') },
      ScalingConfig: { MaximumConcurrency: 50 },
    });
  });

  it('says what its functions need at GitHub, for whoever registers the App', () => {
    const { workflows, around, options } = offered();
    workflows.add('ci', options());
    const routing = Object.values(around().toJSON().Resources).map((one) => Object(one).Properties?.Routes);
    const routes: { name: string; needs?: object }[] = JSON.parse(
      routing.find((text) => typeof text === 'string') ?? '[]',
    );
    expect(routes.find(({ name }) => name === 'jobs')?.needs).toEqual({
      checks: 'write',
      contents: 'read',
      members: 'read',
      metadata: 'read',
      pull_requests: 'write',
    });
  });

  it('lets its handler start those machines, write new jobs, and neither change one nor speak to GitHub', () => {
    const { workflows, template, options } = offered();
    workflows.add('ci', options());
    const statements = statementsOf(template(), /JobsStarter/);
    const actions = statements.flatMap(({ Action }) => Action);

    expect(actions).toEqual(expect.arrayContaining(['states:StartExecution', 'dynamodb:PutItem', 'sqs:SendMessage']));
    const ofJobs = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('JobsTable'));
    expect(ofJobs.flatMap(({ Action }) => Action)).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
  });

  it('writes what it offers where its handler reads it, and follows up to ten machines with each rule', () => {
    const { workflows, template, options } = offered();
    for (let count = 1; count <= 11; count += 1) workflows.add(`w${count}`, options());

    template().hasResourceProperties('AWS::CloudFormation::CustomResource', {
      Workflows: Match.anyValue(),
    });
    const rules = Object.values(template().findResources('AWS::Events::Rule'))
      .map(({ Properties }) => Properties.EventPattern)
      .filter((pattern) => pattern?.source?.[0] === 'aws.states');
    expect(rules.map(({ detail }) => detail.stateMachineArn.length)).toEqual([10, 1]);
  });

  it('offers a workflow to triggers of installations where the code says so, which need be its only ones', () => {
    const { workflows, template, options } = offered();
    workflows.add('ci', options());
    workflows.add('docs', options({ on: [], offered: { forks: 'skip' } }));
    const { Workflows: told } = Object.values(template().toJSON().Resources)
      .map((one) => Object(one).Properties ?? {})
      .find((properties) => 'Workflows' in properties);
    expect(JSON.stringify(told).match(/offered\\*":[^,]*/g)).toEqual([
      expect.stringContaining('false'),
      expect.stringContaining('skip'),
    ]);
  });

  it('keeps jobs in a table with its indexes, for as long as each row says', () => {
    const { template } = offered();
    template().hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'JobId', KeyType: 'HASH' }],
      TimeToLiveSpecification: { AttributeName: 'ExpiresAt', Enabled: true },
      GlobalSecondaryIndexes: [
        Match.objectLike({ IndexName: 'RepoStatusIndex' }),
        Match.objectLike({ IndexName: 'UserCreatedIndex' }),
        Match.objectLike({ IndexName: 'UnsettledIndex' }),
        Match.objectLike({
          IndexName: 'RepoCreatedIndex',
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['HeadSha'] },
        }),
        Match.objectLike({
          IndexName: 'RepoNameIndex',
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['Host', 'RepositoryId'] },
        }),
      ],
    });
  });

  it('looks after jobs each minute, may ask about, start and stop executions for that, and tells alarms when it fails', () => {
    const { workflows, template, options } = offered();
    workflows.add('ci', options());
    workflows.alarmOn({ bind: () => ({ alarmActionArn: 'arn:aws:sns:eu-west-1:111111111111:alert' }) });

    template().hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('JobsTender'), 'Arn'] }, Id: Match.anyValue() }],
    });
    const actionsOf = (name: RegExp) => statementsOf(template(), name).flatMap(({ Action }) => Action);
    expect(actionsOf(/Tender/)).toEqual(
      expect.arrayContaining(['states:StartExecution', 'states:DescribeExecution', 'states:StopExecution']),
    );
    expect(actionsOf(/Tender/)).toEqual(expect.arrayContaining(['dynamodb:Scan', 'dynamodb:UpdateItem']));
    expect(actionsOf(/Stopper/)).not.toContain('states:StartExecution');
    const alarms = Object.entries(template().findResources('AWS::CloudWatch::Alarm')).filter(([id]) => /Jobs/.test(id));
    expect(alarms).toHaveLength(4);
    for (const [, { Properties }] of alarms)
      expect(Properties.AlarmActions).toEqual(['arn:aws:sns:eu-west-1:111111111111:alert']);
  });

  it('ends the jobs of machines that go before these do, by what the last deployment let it', () => {
    const { workflows, template, options } = offered();
    workflows.add('ci', options());
    const [[retired, resource] = ['', undefined]] = Object.entries(
      template().findResources('AWS::CloudFormation::CustomResource', { Properties: { Machines: Match.anyValue() } }),
    );
    expect(resource?.DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/JobsShower/)]));
    const policies = Object.values(template().findResources('AWS::IAM::Policy'));
    const ofRetirement = policies.filter(({ DependsOn }) => JSON.stringify(DependsOn ?? []).includes(retired));
    const actions = ['states:DescribeExecution', 'states:StopExecution'];
    expect(ofRetirement.map(({ Properties }) => Properties.PolicyDocument.Statement[0].Action)).toEqual([actions]);
    // Where the whole stack goes that is gone before it: what it depends on is not.
    const last = [resource?.DependsOn ?? []].flat().find((id: string) => /LastPolicy/.test(id)) ?? '';
    const { DependsOn, Properties } = template().findResources('AWS::IAM::Policy')[last] ?? {};
    expect(JSON.stringify(DependsOn ?? [])).not.toContain(retired);
    expect(Properties?.PolicyDocument).toEqual(ofRetirement[0]?.Properties.PolicyDocument);
  });

  it('meets the AwsSolutions rules, with a reason for each exception', () => {
    const { stack, workflows, options } = offered();
    workflows.add('ci', options());
    workflows.add('quick', options({ type: 'EXPRESS', on: [pullRequest()] }));
    workflows.grantOperate(new Role(stack, 'People', { assumedBy: new AccountRootPrincipal() }));
    const { violations } = new AwsSolutionsChecks().validateScope(workflows);
    expect(violations).toEqual([]);
  });

  it('lets a bot ask about jobs, and operators call the function that knows of them, and nothing else', () => {
    const { stack, workflows, around, template, options } = offered();
    workflows.add('ci', options());
    workflows.grantOperate(new Role(stack, 'People', { assumedBy: new AccountRootPrincipal() }));
    const bot = new LambdaFunction(stack, 'Asker', {
      code: Code.fromInline('exports.handler = async () => {}'),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });
    workflows.answerCommands(bot);
    const output = (name: string) => ({ 'Fn::GetAtt': [Match.anyValue(), Match.stringLikeRegexp(name)] });
    around().hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { APP_FRAMEWORK_JOBS_FUNCTION: output('JobsOperator.*Ref$') } },
    });
    const arn = (id: string) => ({
      'Fn::GetAtt': [expect.anything(), expect.stringMatching(new RegExp(`^Outputs\\..*${id}.*Arn$`))],
    });
    expect(statementsOf(around(), /"Asker/)).toEqual([
      expect.objectContaining({ Action: 'lambda:InvokeFunction', Resource: arn('JobsApprover') }),
      expect.objectContaining({
        Action: 'lambda:InvokeFunction',
        Resource: [arn('JobsOperator'), arn('CommandStarter')],
      }),
    ]);
    // What acts as people is none of what operators call.
    const managed = [around(), template()].flatMap((one) =>
      Object.values(one.findResources('AWS::IAM::ManagedPolicy')),
    );
    const ofOperators = managed.map((one) => JSON.stringify(one)).filter((text) => text.includes('JobsOperator'));
    expect(ofOperators).toEqual([expect.not.stringContaining('CommandStarter')]);
    expect(ofOperators[0]).toMatch(/"dynamodb:DescribeContinuousBackups".*JobsTableById.*TriggersTable/);
  });

  it('lets a product call what serves triggers, its handler read them, and no other of its functions', () => {
    const { stack, workflows, around, template, options } = offered();
    workflows.add('ci', options());
    workflows.grantManageTriggers(new Role(stack, 'Product', { assumedBy: new AccountRootPrincipal() }));
    const actionsOf = (id: RegExp, where = template()) =>
      statementsOf(where, id).flatMap(({ Action, Resource }) =>
        JSON.stringify(Resource).includes('Triggers') ? [Action].flat() : [],
      );

    expect(actionsOf(/Product/, around())).toEqual(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']);
    // Of jobs it reads which installations are gone, and nothing else.
    const ofJobs = statementsOf(template(), /TriggersOperations/).filter(({ Resource }) =>
      JSON.stringify(Resource).includes('TableById'),
    );
    expect(ofJobs).toMatchObject([
      {
        Action: 'dynamodb:GetItem',
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['lost#*'] } },
      },
    ]);
    expect(actionsOf(/JobsStarter/)).toEqual(['dynamodb:Query']);
    expect(actionsOf(/JobsCommandStarter/)).toEqual(['dynamodb:Query']);
    expect(actionsOf(/JobsChanger/)).toEqual(['dynamodb:Query', 'dynamodb:DeleteItem']);
    expect(actionsOf(/Shower|Tender|Follower|JobsOperator/)).toEqual([]);
    template().hasResourceProperties('AWS::DynamoDB::Table', {
      LocalSecondaryIndexes: [Match.objectLike({ IndexName: 'ByEvent' })],
    });
  });

  it('refuses names and checks that are taken, what nothing starts, and a second one', () => {
    const { stack, webhooks, workflows, options } = offered();
    workflows.add('ci', options({ check: 'CI' }));

    expect(() => workflows.add('ci', options())).toThrow('There is a workflow called ci already');
    expect(() => workflows.add('other', options({ check: 'CI' }))).toThrow('would both report as CI');
    expect(() => workflows.add('CI', options())).toThrow('CI is no name of a workflow');
    for (const check of ['my-bot/security', 'My-Bot/ Security-Notes', 'my-bot\u{ff0f}security-config'])
      expect(() => workflows.add('safe', options({ check }))).toThrow('is the name of a security check');
    workflows.add('safe', options({ check: 'my-bot/security-scan' }));
    expect(() => workflows.add('none', options({ on: [] }))).toThrow('Nothing starts the workflow none');
    expect(() => new Workflows(stack, 'Second', { webhooks })).toThrow('workflows already');
  });

  it('lets all functions that begin jobs ask whether the App is there', () => {
    const { workflows, template, options } = offered();
    workflows.add('ci', options());
    const policies = Object.values(template().findResources('AWS::IAM::Policy')).filter((policy) =>
      JSON.stringify(policy).includes('/index/InstallationID'),
    );
    const names = policies.map(({ Properties }) => String(Properties.PolicyName));
    for (const name of ['Starter', 'CommandStarter', 'Scheduled', 'Changer', 'Operator'])
      expect(names).toContainEqual(expect.stringMatching(new RegExp(`^Jobs${name}Role`)));
  });

  it.each([
    ['the check of another', { check: 'CI', offered: true }, { check: 'CI (nightly)' }],
    ['that of one that was there before', { check: 'CI (nightly)' }, { check: 'CI', offered: true }],
  ])('refuses a workflow whose triggers that are data could report as %s', (_whose, first, second) => {
    const { workflows, options } = offered();
    workflows.add('ci', options(first));
    expect(() => workflows.add('other', options(second))).toThrow('could report as CI (nightly)');
    workflows.add('near', options({ check: 'CI nightly' }));
  });

  it('refuses webhooks that get no tokens', () => {
    const { stack, webhooks } = made();
    expect(() => new Workflows(stack, 'Workflows', { webhooks })).toThrow(
      'give the WebhookIngestion a credentialManager',
    );
  });
});
