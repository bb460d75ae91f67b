import { join } from 'node:path';
import {
  type CredentialManager,
  type FirewallOptions,
  type SignInOptions,
  WebhookIngestion,
} from '@aws/app-framework-for-github-apps-on-aws';
import { Duration, Lazy, type RemovalPolicy } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export type SignInApp = Omit<SignInOptions, 'clientSecret'> & { readonly clientSecretArn?: string };

export interface SampleBotProps {
  readonly credentialManager: CredentialManager;
  readonly gitHubApiUrl?: string;
  readonly removalPolicy: RemovalPolicy;
  /** The Apps that people sign in to, so that the bot can act as them; nobody does when there are none. */
  readonly signInApps: readonly SignInApp[];
  /** Where browsers reach a local AWS: an API's own address leads nowhere there. */
  readonly localHttpsUrl?: string;
}

/** Of a GitHub on this machine. It costs nothing here, and shows that the firewall deploys. */
const localFirewall: FirewallOptions = { hookRanges: 'generous', addresses: ['127.0.0.0/8'] };

/** The example bot, and some commands more: it greets whoever opens an issue, labels bugs, checks the heads of pull requests, sees to security alerts, and has commands. */
export class SampleBot extends Construct {
  readonly webhooks: WebhookIngestion;
  readonly webhookSecret: Secret;
  /** Hold the client secrets of the Apps that people sign in to, in their order. */
  readonly clientSecrets: readonly ISecret[];
  /** Where security findings are told. */
  readonly findings: Topic;
  /** Runs the commands of comments. */
  readonly commands: NodejsFunction;

  constructor(scope: Construct, id: string, props: SampleBotProps) {
    super(scope, id);
    this.webhookSecret = new Secret(this, 'WebhookSecret', {
      description: 'Webhook secret of the GitHub Apps',
      generateSecretString: { excludePunctuation: true, passwordLength: 64 },
      removalPolicy: props.removalPolicy,
    });
    const { signInApps, localHttpsUrl, ...rest } = props;
    const signIn = signInApps.map((app, index) => ({
      ...app,
      clientSecret: this.secretOf(app, index === 0 ? 'ClientSecret' : `ClientSecret${index + 1}`, props.removalPolicy),
    }));
    this.clientSecrets = signIn.map(({ clientSecret }) => clientSecret);
    this.webhooks = new WebhookIngestion(this, 'Webhooks', {
      ...rest,
      webhookSecret: this.webhookSecret,
      signIn,
      accounts: { allow: ['*'] },
      ...(localHttpsUrl && { signInUrl: this.localPages(localHttpsUrl), firewall: localFirewall }),
    });
    this.webhooks.on({ name: 'greet', event: 'issues', action: 'opened' }, this.handler('greet', 'example-bot'));
    const action = ['opened', 'synchronize'];
    const inLine = { lane: 'pull-request', newestWins: true } as const;
    this.webhooks.on({ name: 'check-head', event: 'pull_request', action, ...inLine }, this.handler('check-head'));
    this.commands = this.handler('commands');
    this.webhooks.onCommands({ name: 'commands', asUser: signIn.length > 0 }, this.commands);
    this.findings = new Topic(this, 'Findings', { enforceSSL: true });
    this.webhooks.onSecurityAlerts({ name: 'security', notify: this.findings }, this.handler('security'));
    if (signIn.length > 0) {
      const asUser = true;
      this.webhooks.on(
        { name: 'note-closing', event: 'issues', action: 'closed', asUser },
        this.handler('note-closing'),
      );
    }
  }

  private localPages(localHttpsUrl: string): string {
    // The API is there only when its construct is, which asks for this.
    return Lazy.string({ produce: () => `${localHttpsUrl}/_aws/execute-api/${this.webhooks.api.restApiId}/prod` });
  }

  private secretOf({ clientSecretArn }: SignInApp, id: string, removalPolicy: RemovalPolicy): ISecret {
    if (clientSecretArn !== undefined) return Secret.fromSecretCompleteArn(this, id, clientSecretArn);
    const description = 'Client secret of the GitHub App: set it to the one that GitHub shows';
    return new Secret(this, id, { description, removalPolicy });
  }

  /** A function of what its file exports as `handler`, or under its own name from a file with several. */
  private handler(name: string, file?: string): NodejsFunction {
    return new NodejsFunction(this, name, {
      entry: join(__dirname, '../src/handlers', `${file ?? name}.ts`),
      handler: file === undefined ? 'handler' : name,
      runtime: Runtime.NODEJS_24_X,
      timeout: Duration.seconds(name === 'security' ? 300 : 30),
      memorySize: 512,
      bundling: { minify: true, mainFields: ['module', 'main'] },
    });
  }
}
