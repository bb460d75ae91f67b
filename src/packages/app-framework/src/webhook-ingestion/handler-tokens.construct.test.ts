import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import type { CredentialManagerProps } from '../credential-manager/props.construct';
import { WebhookIngestion } from './webhook-ingestion.construct';
import { handlerIn, made, statementsOf } from './webhook-stack.test.support';

const greet = { name: 'greet', event: 'issues' };
const ceiling = { permissions: { issues: 'write' } } as const;
const kept = { Value: '{"version":1,"permissions":{"issues":"write"}}' };

function arrange(props: CredentialManagerProps = {}) {
  const stack = new Stack();
  const credentialManager = new CredentialManager(stack, 'Credentials', props);
  const webhooks = new WebhookIngestion(stack, 'Webhooks', {
    webhookSecret: new Secret(stack, 'Secret'),
    credentialManager,
  });
  const fn = handlerIn(stack);
  const callable = (template: Template) =>
    statementsOf(template, /"Greeter/).filter(({ Action }) => Action === 'lambda:InvokeFunctionUrl').length;
  return { webhooks, credentialManager, fn, callable, template: () => Template.fromStack(stack) };
}

describe('tokens of a handler', () => {
  it('are those of every installation where nothing else is said', () => {
    const { webhooks, fn, callable, template } = arrange();
    webhooks.on(greet, fn);
    const made = template();
    expect(callable(made)).toBe(1);
    made.resourcePropertiesCountIs('AWS::SSM::Parameter', kept, 0);
  });

  it.each(['allowed', 'refused'] as const)(
    'reach no further than its ceiling (others: %s)',
    (callersWithoutCeiling) => {
      const { webhooks, fn, callable, template } = arrange({ callersWithoutCeiling });
      webhooks.on({ ...greet, ceiling }, fn);
      const made = template();
      expect(callable(made)).toBe(1);
      made.hasResourceProperties('AWS::SSM::Parameter', kept);
    },
  );

  it.each(['allowed', 'refused'] as const)('stay what it was connected for (others: %s)', (callersWithoutCeiling) => {
    const { webhooks, credentialManager, fn, callable, template } = arrange({ callersWithoutCeiling });
    credentialManager.connect(fn, { ceiling, appId: 7 });
    webhooks.on(greet, fn);
    const made = template();
    expect(callable(made)).toBe(1);
    made.hasResourceProperties('AWS::SSM::Parameter', kept);
    made.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { APP_FRAMEWORK_APP_ID: '7' } } });
  });

  it('come beside App tokens that it was connected for', () => {
    const { webhooks, credentialManager, fn, callable, template } = arrange();
    credentialManager.connect(fn, { tokens: ['app'] });
    webhooks.on(greet, fn);
    expect(callable(template())).toBe(2);
  });

  it('are refused without a ceiling where the deployment would refuse them, with what to write', () => {
    const { webhooks, fn } = arrange({ callersWithoutCeiling: 'refused' });
    expect(() => webhooks.on(greet, fn)).toThrow(
      "callersWithoutCeiling of Default/Credentials is 'refused', and it has no ceiling. Say what it may reach: " +
        "webhooks.on({ name: 'greet', …, ceiling: { permissions: { issues: 'write' } } }, …).",
    );
  });

  it('are refused with two ceilings', () => {
    const { webhooks, credentialManager, fn } = arrange();
    credentialManager.connect(fn, { ceiling: { apps: [7] } });
    expect(() => webhooks.on({ ...greet, ceiling }, fn)).toThrow('has another ceiling');
  });

  it('have no ceiling where there are none', () => {
    const { stack, webhooks } = made();
    expect(() => webhooks.on({ ...greet, ceiling }, handlerIn(stack))).toThrow(
      'The handler greet has a ceiling, and its WebhookIngestion no credentialManager',
    );
  });
});
