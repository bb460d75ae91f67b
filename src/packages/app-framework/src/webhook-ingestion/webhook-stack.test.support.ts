import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { WebhookIngestionProps } from './props.construct';
import { WebhookIngestion } from './webhook-ingestion.construct';

/** A stack with webhooks in it. */
export function made(props: Partial<WebhookIngestionProps> = {}, app = new App(), name = 'Bot') {
  const stack = new Stack(app, name);
  const webhookSecret = new Secret(stack, 'Secret');
  const webhooks = new WebhookIngestion(stack, 'Webhooks', { webhookSecret, ...props });
  return { stack, webhooks, template: () => Template.fromStack(stack) };
}

export function handlerIn(scope: Construct, id = 'Greeter') {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    timeout: Duration.seconds(30),
    code: Code.fromInline('exports.handler = async () => {};'),
  });
}

/** Statements of the role of the function whose logical id fits, without those for logs and traces. */
export function statementsOf(template: Template, role: RegExp) {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => role.test(JSON.stringify(Properties.Roles)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Action }) => !/^(logs|xray):/.test([Action].flat()[0]));
}
