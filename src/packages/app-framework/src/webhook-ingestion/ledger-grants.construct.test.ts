import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { WebhookIngestion } from './webhook-ingestion.construct';
import { handlerIn, statementsOf } from './webhook-stack.test.support';

function synthesized(): Template {
  const stack = new Stack();
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    credentialManager: new CredentialManager(stack, 'Credentials'),
    apps: [{ appId: 7 }, { appId: 8, gitHubApiUrl: 'https://ghe.example.com:8443/api/v3' }],
  });
  webhooks.on({ name: 'greet', event: 'issues', lane: 'issue', newestWins: true }, handlerIn(stack));
  return Template.fromStack(stack);
}

const template = synthesized();
/** Keys that a role may use, by action; `all` where nothing limits them. */
function keysOf(role: RegExp): Record<string, unknown> {
  const keys: Record<string, unknown> = {};
  for (const { Action, Condition } of statementsOf(template, role)) {
    for (const action of [Action].flat()) {
      if (!/^dynamodb:(Get|Put|Update|Delete)/.test(action)) continue;
      const [limits = {}] = Object.values<Record<string, unknown>>(Condition ?? {});
      keys[action] = [keys[action] ?? [], limits['dynamodb:LeadingKeys'] ?? 'all'].flat();
    }
  }
  return keys;
}

const deliveries = ['api.github.com#*', 'ghe.example.com:8443#*'];
const ofHosts = (about: string) => deliveries.map((key) => `${about}#${key}`);

describe('grants to the ledger', () => {
  const publishing = {
    'dynamodb:PutItem': deliveries,
    'dynamodb:UpdateItem': [...deliveries, 'deployment'],
    'dynamodb:GetItem': ['deployment'],
  };
  it.each<[string, RegExp, Record<string, unknown>]>([
    [
      'a handler',
      /^.*"Greeter/,
      { 'dynamodb:UpdateItem': [...deliveries, ...ofHosts('effects')], 'dynamodb:GetItem': ['lane#greet#*'] },
    ],
    ['what puts its events in line', /Feeder/, { 'dynamodb:UpdateItem': ['lane#greet#*'] }],
    ['the receiver', /WebhooksReceiver/, publishing],
    ['the recovery', /WebhooksRecovery/, publishing],
    [
      'the sweep',
      /WebhooksSweep/,
      {
        'dynamodb:PutItem': [...deliveries, ...ofHosts('sweep')],
        'dynamodb:UpdateItem': [...deliveries, ...ofHosts('sweep'), 'deployment'],
        'dynamodb:GetItem': [...deliveries, ...ofHosts('sweep'), 'deployment'],
      },
    ],
    [
      'the repetition',
      /WebhooksRepetition/,
      {
        'dynamodb:PutItem': ['replay#*'],
        'dynamodb:UpdateItem': [...deliveries, 'balance'],
        'dynamodb:GetItem': [...deliveries, 'deployment'],
      },
    ],
    [
      'the registrar',
      /WebhooksRegistrar/,
      {
        'dynamodb:PutItem': ['deployment'],
        'dynamodb:UpdateItem': ['deployment'],
        'dynamodb:GetItem': ['deployment'],
      },
    ],
  ])('let %s use its rows and no others', (_who, role, keys) => {
    expect(keysOf(role)).toEqual(keys);
  });

  it('let no handler say who sent a delivery, by which tokens of people are handed out', () => {
    const limits = statementsOf(template, /^.*"Greeter/)
      .filter(({ Action }) => [Action].flat().includes('dynamodb:UpdateItem'))
      .map(({ Condition }) => Condition['ForAllValues:StringNotEquals']);
    expect(limits).toEqual([{ 'dynamodb:Attributes': ['SenderId'] }]);
  });
});
