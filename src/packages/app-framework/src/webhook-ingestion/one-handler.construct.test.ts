import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { WebhookIngestion } from './webhook-ingestion.construct';
import { handlerIn, made } from './webhook-stack.test.support';

describe('a function that is a handler already', () => {
  it('is refused as a second one, which changes nothing of the first', () => {
    const { stack, webhooks } = made();
    const fn = handlerIn(stack);
    webhooks.on({ name: 'first', event: 'issues' }, fn);
    expect(() => webhooks.on({ name: 'second', event: 'push' }, fn)).toThrow(
      'Bot/Greeter is the handler first already, and what tells a function its queue is one environment: ' +
        'name all events in one webhooks.on(…), or give second a function of its own with the same code.',
    );
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { APP_FRAMEWORK_WEBHOOK_HANDLER: 'first' } },
    });
  });

  it('is refused by another WebhookIngestion', () => {
    const { stack, webhooks } = made();
    const fn = handlerIn(stack);
    webhooks.on({ name: 'first', event: 'issues' }, fn);
    const other = new WebhookIngestion(stack, 'Others', { webhookSecret: new Secret(stack, 'OtherSecret') });
    expect(() => other.on({ name: 'first', event: 'issues' }, fn)).toThrow(
      'Bot/Greeter is the handler first of Bot/Webhooks already, and Bot/Others has another ledger: give first a function',
    );
  });

  it('may be given again where its handler was refused', () => {
    const { stack, webhooks } = made();
    const fn = handlerIn(stack);
    expect(() => webhooks.on({ name: 'greet', event: 'no_such_event' }, fn)).toThrow();
    expect(() => webhooks.on({ name: 'greet', event: 'issues' }, fn)).not.toThrow();
  });
});
