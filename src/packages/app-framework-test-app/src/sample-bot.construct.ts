import { join } from 'node:path';
import { type CredentialManager, WebhookIngestion } from '@aws/app-framework-for-github-apps-on-aws';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface SampleBotProps {
  readonly credentialManager: CredentialManager;
  readonly gitHubApiUrl?: string;
  readonly removalPolicy: RemovalPolicy;
}

/** A bot that greets whoever opens an issue, checks the heads of pull requests, and has commands. */
export class SampleBot extends Construct {
  readonly webhooks: WebhookIngestion;
  readonly webhookSecret: Secret;

  constructor(scope: Construct, id: string, props: SampleBotProps) {
    super(scope, id);
    this.webhookSecret = new Secret(this, 'WebhookSecret', {
      description: 'Webhook secret of the GitHub Apps',
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
      removalPolicy: props.removalPolicy,
    });
    this.webhooks = new WebhookIngestion(this, 'Webhooks', { ...props, webhookSecret: this.webhookSecret });
    this.webhooks.on({ name: 'greet', event: 'issues', action: 'opened' }, this.handler('greet'));
    const action = ['opened', 'synchronize'];
    const inLine = { lane: 'pull-request', newestWins: true } as const;
    this.webhooks.on({ name: 'check-head', event: 'pull_request', action, ...inLine }, this.handler('check-head'));
    this.webhooks.onCommands({ name: 'commands' }, this.handler('commands'));
  }

  private handler(name: string): NodejsFunction {
    return new NodejsFunction(this, name, {
      entry: join(__dirname, '../src/handlers', `${name}.ts`),
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.seconds(30),
      memorySize: 512,
      bundling: { minify: true, mainFields: ['module', 'main'] },
    });
  }
}
