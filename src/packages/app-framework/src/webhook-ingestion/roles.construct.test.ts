import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CredentialManager, WebhookIngestion } from '../index';
import { handlerIn } from './webhook-stack.test.support';

/** A value of a template as text, without what makes logical ids unique. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, inner] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return idOf(String(inner));
  if (name === 'Fn::GetAtt' && Array.isArray(inner)) return inNestedStack(String(inner[1])) ?? idOf(String(inner[0]));
  if (name === 'Fn::Join' && Array.isArray(inner)) return [inner[1]].flat().map(plain).join(String(inner[0]));
  return JSON.stringify(value);
}

/** Such as `AppTable` of the CredentialManager. */
const inNestedStack = (attribute: string) => /^Outputs\.BotCredentialManager(\w+?)[0-9A-F]{8}Arn$/.exec(attribute)?.[1];
const idOf = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');

/** What each role may do, a line a statement; logs and traces, which all may write, aside. */
function rolesIn(template: Template): Record<string, string[]> {
  const roles: Record<string, string[]> = {};
  for (const { Properties } of Object.values(template.findResources('AWS::IAM::Policy'))) {
    const [role = ''] = [Properties.Roles].flat().map(plain);
    for (const { Effect, Action, Resource, Condition } of Properties.PolicyDocument.Statement) {
      const actions = [Action].flat().sort().join(' ');
      if (/^(logs|xray):/.test(actions)) continue;
      const limits = Object.entries(Condition ?? {}).flatMap(([operator, one]) =>
        Object.entries(Object(one)).map(([key, wanted]) => ({
          is: /Not/.test(operator) ? 'is not' : 'is',
          key,
          wanted,
        })),
      );
      const only = limits
        .map(({ key, is, wanted }) => ` if ${key} ${is} ${[wanted].flat().map(plain).join(' or ')}`)
        .join('');
      roles[role] = [
        ...(roles[role] ?? []),
        `${Effect} ${actions} on ${[Resource].flat().map(plain).join(', ')}${only}`,
      ].sort();
    }
  }
  return roles;
}

/** A change here is a change of what a function that is taken over can do: docs/webhooks.md#permissions tells it. */
const known = {
  CheckerServiceRole: [
    'Allow dynamodb:GetItem on WebhooksLedger if dynamodb:LeadingKeys is lane#check#*',
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or effects#api.github.com#* if dynamodb:Attributes is not SenderId',
    'Allow lambda:InvokeFunction on InstallationAccessTokenGeneratorhandler if lambda:InvokedViaFunctionUrl is true',
    'Allow lambda:InvokeFunctionUrl on InstallationAccessTokenGeneratorhandler if lambda:FunctionUrlAuthType is AWS_IAM',
    'Allow s3:GetObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow sqs:ChangeMessageVisibility on WebhooksHandlercheckLanes',
    'Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage on WebhooksHandlercheckLanes',
  ],
  GreeterServiceRole: [
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or effects#api.github.com#* if dynamodb:Attributes is not SenderId',
    'Allow lambda:InvokeFunction on InstallationAccessTokenGeneratorhandler if lambda:InvokedViaFunctionUrl is true',
    'Allow lambda:InvokeFunctionUrl on InstallationAccessTokenGeneratorhandler if lambda:FunctionUrlAuthType is AWS_IAM',
    'Allow s3:GetObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow sqs:ChangeMessageVisibility on WebhooksHandlergreetQueue',
    'Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage on WebhooksHandlergreetQueue',
  ],
  WebhooksAccessLogRolehandlerRole: [
    'Allow apigateway:GET apigateway:PATCH on arn:AWS::Partition:apigateway:AWS::Region::/account',
    'Allow iam:PassRole on WebhooksAccessLogRole',
  ],
  WebhooksBalancehandlerRole: [
    'Allow cloudwatch:GetMetricStatistics on *',
    'Allow dynamodb:GetItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or deployment or balance',
    'Allow dynamodb:Query on WebhooksLedger/index/Hour',
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or balance',
    'Allow s3:GetObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow s3:ListBucket on WebhooksPayloadsBucket',
    'Allow sqs:GetQueueAttributes on WebhooksHandlercheckFeederArrivals',
    'Allow sqs:GetQueueAttributes on WebhooksHandlercheckLanes',
    'Allow sqs:GetQueueAttributes on WebhooksHandlergreetQueue',
    'Allow sqs:GetQueueAttributes on WebhooksHandlerinstallationsQueue',
    'Allow sqs:SendMessage on WebhooksHandlercheckFeederArrivals',
    'Allow sqs:SendMessage on WebhooksHandlergreetQueue',
    'Allow sqs:SendMessage on WebhooksHandlerinstallationsQueue',
  ],
  WebhooksFirewallhandlerRole: [
    'Allow wafv2:CreateIPSet wafv2:DeleteIPSet wafv2:GetIPSet wafv2:TagResource wafv2:UpdateIPSet on arn:AWS::Partition:wafv2:AWS::Region:AWS::AccountId:regional/ipset/Bot-Webhooks-45808d75-hooks-ipv4/*, arn:AWS::Partition:wafv2:AWS::Region:AWS::AccountId:regional/ipset/Bot-Webhooks-45808d75-hooks-ipv6/*',
    'Allow wafv2:ListIPSets on *',
  ],
  WebhooksHandlercheckFeederhandlerRole: [
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is lane#check#*',
    'Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage on WebhooksHandlercheckFeederArrivals',
    'Allow sqs:SendMessage on WebhooksHandlercheckLanes',
  ],
  WebhooksInstallationEventsRole: [
    'Allow dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem on AppInstallationTable',
    'Allow dynamodb:GetItem on AppTable',
    'Allow dynamodb:Query on AppInstallationTable/index/InstallationID',
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or effects#api.github.com#* if dynamodb:Attributes is not SenderId',
    'Allow s3:GetObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow sqs:ChangeMessageVisibility on WebhooksHandlerinstallationsQueue',
    'Allow sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage on WebhooksHandlerinstallationsQueue',
  ],
  WebhooksProbehandlerRole: [
    'Allow dynamodb:GetItem dynamodb:PutItem on WebhooksLedger if dynamodb:LeadingKeys is probe#*',
    'Allow events:PutEvents on WebhooksBus',
  ],
  WebhooksReceiverhandlerRole: [
    'Allow dynamodb:GetItem on WebhooksLedger if dynamodb:LeadingKeys is deployment',
    'Allow dynamodb:PutItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#*',
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or deployment',
    'Allow events:PutEvents on WebhooksBus',
    'Allow s3:PutObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow secretsmanager:DescribeSecret secretsmanager:GetSecretValue on Secret',
  ],
  WebhooksRecoveryhandlerRole: [
    'Allow dynamodb:GetItem on WebhooksLedger if dynamodb:LeadingKeys is deployment',
    'Allow dynamodb:PutItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#*',
    'Allow dynamodb:Query on WebhooksLedger/index/Open',
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or deployment',
    'Allow events:PutEvents on WebhooksBus',
    'Allow s3:GetObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow s3:ListBucket on WebhooksPayloadsBucket',
  ],
  WebhooksRegistrarRole: [
    'Allow dynamodb:GetItem on WebhooksLedger if dynamodb:LeadingKeys is deployment',
    'Allow dynamodb:PutItem dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is deployment',
  ],
  WebhooksRepetitionhandlerRole: [
    'Allow dynamodb:GetItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or deployment',
    'Allow dynamodb:PutItem on WebhooksLedger if dynamodb:LeadingKeys is replay#*',
    'Allow dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or balance',
    'Allow events:PutEvents on WebhooksBus',
    'Allow s3:GetObject on WebhooksPayloadsBucket/webhooks/*',
    'Allow s3:ListBucket on WebhooksPayloadsBucket',
    'Allow sqs:SendMessage on WebhooksHandlercheckFeederArrivals',
    'Allow sqs:SendMessage on WebhooksHandlergreetQueue',
    'Allow sqs:SendMessage on WebhooksHandlerinstallationsQueue',
  ],
  WebhooksSweephandlerRole: [
    'Allow dynamodb:GetItem dynamodb:UpdateItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or sweep#api.github.com#* or deployment',
    'Allow dynamodb:PutItem on WebhooksLedger if dynamodb:LeadingKeys is api.github.com#* or sweep#api.github.com#*',
    'Allow dynamodb:Query on WebhooksLedger/index/Open',
    'Allow events:PutEvents on WebhooksBus',
    'Allow lambda:InvokeFunction on AppTokenGeneratorhandler if lambda:InvokedViaFunctionUrl is true',
    'Allow lambda:InvokeFunctionUrl on AppTokenGeneratorhandler if lambda:FunctionUrlAuthType is AWS_IAM',
    'Allow s3:PutObject on WebhooksPayloadsBucket/webhooks/*',
  ],
};

describe('roles of WebhookIngestion', () => {
  it('are these, and may do nothing else', () => {
    const stack = new Stack(new App(), 'Bot');
    const webhooks = new WebhookIngestion(stack, 'Webhooks', {
      webhookSecret: new Secret(stack, 'Secret'),
      credentialManager: new CredentialManager(stack, 'CredentialManager'),
      apps: [{ appId: 42 }],
      firewall: { hookRanges: 'generous' },
    });
    webhooks.on({ name: 'greet', event: 'issues' }, handlerIn(stack));
    const inLane = { lane: 'pull-request', newestWins: true } as const;
    webhooks.on({ name: 'check', event: 'pull_request', ...inLane }, handlerIn(stack, 'Checker'));
    expect(rolesIn(Template.fromStack(stack))).toEqual(known);
  });
});
