import { CredentialManager, InstallLinks, Monitoring, type Workflows } from '@aws/app-framework-for-github-apps-on-aws';
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct, Node } from 'constructs';
import { ConnectedSample } from './connected-sample.construct';
import { SampleBot, type SignInApp } from './sample-bot.construct';
import { SampleCallers } from './sample-callers.construct';
import { SampleDeploy } from './sample-deploy.construct';
import { SamplePages } from './sample-pages.construct';
import { SampleSteps } from './sample-steps.construct';
import { SampleTour } from './sample-tour.construct';
import { SampleWorkflows } from './sample-workflows.construct';

export interface TheAppFrameworkTestStackProps extends StackProps {
  /** Makes the network, in this stack, that the functions of the credential manager run in; in none when absent. */
  readonly network?: (scope: Construct) => IVpc;
}

/**
 * The example deployment: one credential manager, a role for each of its grants, and a function that is connected to it.
 *
 * Context: `removalPolicy=destroy` makes `cdk destroy` take the tables and logs along (they stay otherwise);
 * `gitHubApiUrl=<url>` is the host of Apps whose row names none; `gitHubAppId=<id>` with `gitHubClientId=<client id>` is the App that people sign
 * in to, and `oauthClientSecretArn=<arn>` the secret that holds its client secret, one of its own when absent; `secondGitHubAppId=<id>` with
 * `secondGitHubClientId=<client id>` is another one beside it; `oidcIssuer=<url>` issues the tokens by which its users ask from a front end; `localHttpsUrl=<url>` is where browsers reach a local AWS.
 */
export class TheAppFrameworkTestStack extends Stack {
  readonly credentialManager: CredentialManager;
  readonly workflows: Workflows;

  constructor(scope: Construct, id: string, { network, ...props }: TheAppFrameworkTestStackProps = {}) {
    super(scope, id, props);
    const vpc = network?.(this);
    this.credentialManager = new CredentialManager(this, 'CredentialManager', {
      removalPolicy: removalPolicy(this.node.tryGetContext('removalPolicy')),
      gitHubApiUrl: this.node.tryGetContext('gitHubApiUrl'),
      negativeCanary: {},
      ...(vpc && { vpc }),
    });
    const key = new Key(this, 'AlertsKey', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    const topic = new Topic(this, 'Alerts', { masterKey: key, enforceSSL: true });
    // A topic policy of one's own, which enforceSSL makes, takes the place of the default one, by which CloudWatch may publish. The key's policy
    // never lets it by default.
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
    });
    topic.grantPublish(cloudWatch);
    key.grant(cloudWatch, 'kms:Decrypt', 'kms:GenerateDataKey*');
    const alert = new SnsAction(topic);
    this.credentialManager.rateLimitDashboard({ alarmAction: alert });
    this.credentialManager.alarmOn(alert);
    const { handler } = new ConnectedSample(this, 'ConnectedSample', {
      credentials: this.credentialManager,
      gitHubApiUrl: this.node.tryGetContext('gitHubApiUrl'),
    });
    const { webhooks, webhookSecret, clientSecrets, commands, findings } = new SampleBot(this, 'SampleBot', {
      credentialManager: this.credentialManager,
      gitHubApiUrl: this.node.tryGetContext('gitHubApiUrl'),
      removalPolicy: removalPolicy(this.node.tryGetContext('removalPolicy')),
      localHttpsUrl: this.node.tryGetContext('localHttpsUrl'),
      signInApps: signInApps(this.node),
    });
    webhooks.alarmOn(alert);
    const { workflows } = new SampleWorkflows(this, 'SampleWorkflows', { webhooks });
    new SampleSteps(this, 'SampleSteps', { workflows, webhooks });
    new SampleTour(this, 'SampleTour', { workflows });
    new SampleDeploy(this, 'SampleDeploy', { workflows });
    workflows.alarmOn(alert);
    const monitoring = new Monitoring(this, 'Monitoring', { webhooks, workflows });
    monitoring.alarmOn(alert);
    monitoring.platformDashboard();
    workflows.answerCommands(commands, { name: 'ai3-mvp' });
    const { roles } = new SampleCallers(this, 'SampleCallers', this.credentialManager, webhooks);
    workflows.grantOperate(roles.OperatorRole);
    workflows.steps.grantReadResults(roles.FollowerRole);
    monitoring.grantReadHealth(roles.OperatorRole);
    new SamplePages(this, 'SamplePages', { webhooks }).pages.grantOpen(roles.OperatorRole);
    for (const secret of clientSecrets) secret.grantWrite(roles.OperatorRole);
    const issuer: string | undefined = this.node.tryGetContext('oidcIssuer');
    const oidc = issuer !== undefined && { oidc: [{ issuer, audience: ['front-end'] }] };
    const integrations = webhooks.userTokensTable && new InstallLinks(this, 'Integrations', { webhooks, ...oidc });
    integrations?.grantOperate(roles.OperatorRole);
    this.workflows = workflows;

    const [clientSecret, secondClientSecret] = clientSecrets;
    const outputs = {
      ...this.credentialManager.endpoints,
      AppTableName: this.credentialManager.appTable.tableName,
      InstallationTableName: this.credentialManager.installationTable.tableName,
      TokenTableName: this.credentialManager.tokenTable.tableName,
      WebhookEndpoint: webhooks.webhookUrl,
      WebhookSecretArn: webhookSecret.secretArn,
      ...(clientSecret && { OAuthClientSecretArn: clientSecret.secretArn }),
      ...(secondClientSecret && { SecondOAuthClientSecretArn: secondClientSecret.secretArn }),
      ...(webhooks.userTokensTable && { UserTokensTableName: webhooks.userTokensTable.tableName }),
      ...(integrations && { IntegrationsEndpoint: integrations.endpoint }),
      FindingsTopicArn: findings.topicArn,
      DeliveryLedgerName: webhooks.ledgerTable.tableName,
      JobsTableName: workflows.jobsTable.tableName,
      HealthEndpoint: monitoring.healthEndpoint,
      TriggersEndpoint: workflows.triggersEndpoint,
      ConnectedFunction: handler.functionName,
      Region: this.region,
      ...Object.fromEntries(Object.entries(roles).map(([name, role]) => [name, role.roleArn])),
    };
    for (const [name, value] of Object.entries(outputs)) {
      new CfnOutput(this, name, { value });
    }
  }
}

function signInApps(node: Node): readonly SignInApp[] {
  const said = (name: string): string | undefined => node.tryGetContext(name);
  const clientSecretArn = said('oauthClientSecretArn');
  const [first, second] = [said('gitHubClientId'), said('secondGitHubClientId')];
  return [
    ...(first
      ? [{ appId: Number(said('gitHubAppId')), clientId: first, ...(clientSecretArn && { clientSecretArn }) }]
      : []),
    ...(second ? [{ appId: Number(said('secondGitHubAppId')), clientId: second }] : []),
  ];
}

function removalPolicy(context: unknown): RemovalPolicy {
  if (context === undefined || context === 'retain') {
    return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  }
  if (context === 'destroy') {
    return RemovalPolicy.DESTROY;
  }
  throw new Error(`The context removalPolicy is ${JSON.stringify(context)}. Give retain (the default) or destroy.`);
}
