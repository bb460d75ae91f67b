import { Duration } from 'aws-cdk-lib';
import { Match, Annotations as Told } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { securityActions, securityEvents } from '../security-findings/read-event';
import { securityEventsOf } from './security-events.construct';
import { handlerIn, made, statementsOf } from './webhook-stack.test.support';

describe('onSecurityAlerts', () => {
  it('routes what the handler reads, one after the other of each event in a repository', () => {
    const { event, action, lane } = securityEventsOf({ name: 'security' });
    expect([event].flat().sort()).toEqual([...securityEvents].sort());
    expect([action].flat().sort()).toEqual([...new Set(securityActions)].sort());
    expect(lane).toBe('event');
  });

  it('lets the function publish to the topic, and to no other', () => {
    const { stack, webhooks, template } = made();
    const topic = new Topic(stack, 'Findings');
    webhooks.onSecurityAlerts({ name: 'security', notify: topic }, handlerIn(stack));
    const synthesized = template();
    const publishing = statementsOf(synthesized, /"Greeter/).filter(({ Action }) => Action === 'sns:Publish');
    expect(publishing).toEqual([{ Action: 'sns:Publish', Effect: 'Allow', Resource: stack.resolve(topic.topicArn) }]);
    synthesized.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ APP_FRAMEWORK_SECURITY_TOPIC: stack.resolve(topic.topicArn) }) },
    });
  });

  it('publishes nowhere without a topic', () => {
    const { stack, webhooks, template } = made();
    webhooks.onSecurityAlerts({ name: 'security' }, handlerIn(stack));
    expect(statementsOf(template(), /"Greeter/).filter(({ Action }) => Action === 'sns:Publish')).toEqual([]);
  });

  it.each([
    [30, 1],
    [300, 0],
  ])('says at synth where a function of %d seconds has too little time', (seconds, warnings) => {
    const { stack, webhooks } = made();
    const code = { runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('0') };
    const timeout = Duration.seconds(seconds);
    webhooks.onSecurityAlerts({ name: 'security' }, new LambdaFunction(stack, 'Security', { ...code, timeout }));
    const told = Told.fromStack(stack).findWarning('*', Match.stringLikeRegexp('less than 5 minutes'));
    expect(told).toHaveLength(warnings);
  });
});
