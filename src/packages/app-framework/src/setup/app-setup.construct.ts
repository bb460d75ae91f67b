import { Duration, Tags, Validations } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { newKeyStatements, ownKeyTagging, ownKeyTags } from '../app-keys/operator-grant.construct';
import { explainKeys, keysOf } from '../app-tokens/app-tokens.construct';
import { type Allowed, grantByManagedPolicy, grantTaggedFunction } from '../aws/managed-policy-grant.construct';
import { PassingTable } from '../aws/passing-table.construct';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import { grantSecretRotation } from '../deliveries/webhook-operator-grant.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import type { AppSettings } from './app-manifest';
import type { MintEnvironment, SetupEnvironment } from './open-setup';

/** Settings of an {@link AppSetup}. */
export interface AppSetupProps {
  /** What the App is for, with a `credentialManager`. */
  readonly webhooks: WebhookIngestion;
  /** Name that is proposed for the App, at most 34 characters. */
  readonly name: string;
  /** @default none */
  readonly description?: string;
  /** @default a page of this deployment */
  readonly homepageUrl?: string;
  /**
   * Organization or person that the App has to belong to: one of anybody else is refused, and nothing of it is kept.
   * @default none: whoever registers it chooses
   */
  readonly owner?: string;
  /**
   * True for an App that others than its owner can install.
   * @default false
   */
  readonly public?: boolean;
  /**
   * True to lead people back after they changed the repositories of an installation, too.
   * @default false
   */
  readonly setupOnUpdate?: boolean;
}

/**
 * Pages on which a GitHub App is registered for a deployment: by one button, with the events and permissions that its handlers need, its private key
 * straight from GitHub into KMS. The command `setup` of the operations tool makes the link to them, which is good once, for an hour. Where no App
 * is to be registered, leave it out.
 *
 * @example
 * new AppSetup(this, 'Setup', { webhooks, name: 'my-bot' });
 */
export class AppSetup extends Construct {
  /** Client secrets of the Apps that were registered here, by App id, for `signIn`. */
  readonly clientSecrets: ISecret;
  private readonly minting: BundledFunction;
  private readonly pages: BundledFunction;

  /** @throws Error where `webhooks` has no credentialManager */
  constructor(scope: Construct, id: string, props: AppSetupProps) {
    super(scope, id);
    const { foundation } = props.webhooks;
    const { credentials, deployment, endpoint, ledger, settings, gitHubApiUrls, removalPolicy } = foundation;
    if (!credentials) {
      throw new Error(
        'An App that is registered needs a place for its key: give WebhookIngestion a credentialManager.',
      );
    }
    const { api, webhookSecret, publicWebhookUrl } = endpoint;
    const baseUrl = endpoint.pagesUrl;
    const table = new PassingTable(this, 'Table');
    const clientSecrets = new Secret(this, 'ClientSecrets', {
      description: 'Client secrets of GitHub Apps, by App id',
      secretObjectValue: {},
      removalPolicy,
    });
    this.clientSecrets = clientSecrets;
    explain(clientSecrets);
    const minting: MintEnvironment = {
      APP_TABLE_NAME: credentials.appTable.tableName,
      LEDGER_TABLE_NAME: ledger.tableName,
      SETUP_TABLE_NAME: table.tableName,
      SETUP_URL: baseUrl,
      SETUP_API_URLS: JSON.stringify(gitHubApiUrls),
    };
    const pages = new BundledFunction(this, 'Pages', {
      handlerName: 'setup',
      description: 'Pages on which a GitHub App is registered',
      environment: {
        ...minting,
        WEBHOOK_DEPLOYMENT: deployment,
        WEBHOOK_SECRET_ARN: webhookSecret.secretArn,
        CLIENT_SECRETS_ARN: clientSecrets.secretArn,
        WEBHOOK_URL: publicWebhookUrl ?? `${baseUrl}webhook`,
        APP_SETTINGS: JSON.stringify(settingsOf(props)),
        SETUP_NAMED_APPS: JSON.stringify(
          Object.keys(endpoint.appHosts)
            .filter((one) => one !== 'default')
            .map(Number),
        ),
        SETUP_TAKES: endpoint.appHosts.default === undefined ? 'named Apps' : 'every App',
      } satisfies SetupEnvironment,
      timeout: Duration.seconds(28),
      memorySize: 1024,
      settings,
    });
    table.grant(pages, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    ledger.grantReadRouting(pages);
    for (const secret of [webhookSecret, clientSecrets]) {
      grantSecretRotation(pages, { webhookSecret: secret, deployment: secret });
    }
    grantByManagedPolicy({
      id: 'Registration',
      deployment: this,
      grantee: pages,
      statements: registering(credentials),
    });
    explainKeys(pages, credentials.appTable);
    api.serveSetup(pages);
    this.pages = pages;
    this.minting = new BundledFunction(this, 'Minting', {
      handlerName: 'setup',
      exportName: 'mint',
      description: 'Makes the link by which a GitHub App is registered, once',
      environment: { ...minting },
      timeout: Duration.seconds(20),
      memorySize: 512,
      settings,
    });
    table.grant(this.minting, 'dynamodb:PutItem');
    Grant.addToPrincipal({
      grantee: this.minting,
      actions: ['dynamodb:Scan'],
      resourceArns: [credentials.appTable.tableArn],
    });
    Tags.of(this.minting).add('WebhookIngestion', 'SetupLink');
    this.endAbandoned({ table, credentials, environment: { ...minting }, settings });
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'AppSetup');
  }

  /** Has whoever comes back from an installation led on to the page that knows for whom it is. */
  leadInstalledTo(url: string): void {
    this.pages.addEnvironment('SETUP_INSTALL_LINKS' satisfies keyof SetupEnvironment, url);
  }

  /** Once an hour sees to the keys of setups that nobody can go on with any more. */
  private endAbandoned({ table, credentials, environment, settings }: Ending): void {
    const { appTable } = credentials;
    const ending = new BundledFunction(this, 'Ending', {
      handlerName: 'setup',
      exportName: 'end',
      description: 'Discards the keys of GitHub Apps whose registration was abandoned',
      environment,
      timeout: Duration.minutes(1),
      memorySize: 512,
      settings,
    });
    table.grant(ending, 'dynamodb:Scan', 'dynamodb:UpdateItem');
    appTable.grant(ending, 'dynamodb:GetItem');
    const discarding = {
      actions: ['kms:ScheduleKeyDeletion'],
      resourceArns: [keysOf(appTable)],
      conditions: { StringEquals: ownKeyTags(appTable) },
    };
    const statements = [ownKeyTagging(appTable), discarding];
    grantByManagedPolicy({ id: 'Ending', deployment: this, grantee: ending, statements });
    explainKeys(ending, appTable);
    new Rule(this, 'EndingSchedule', {
      description: 'Starts the look for registrations of GitHub Apps that were abandoned',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaTarget(ending)],
    });
  }

  /** Lets `grantee` run the command `setup`: whoever may makes links by which an App is registered for this deployment. */
  grantSetUp(grantee: IGrantable): Grant {
    return grantTaggedFunction(this.minting, { id: 'SetUp', deployment: this, grantee });
  }
}

interface Ending {
  readonly table: Table;
  readonly credentials: CredentialManager;
  readonly environment: Record<string, string>;
  readonly settings: FunctionSettings;
}

function settingsOf({ name, description, homepageUrl, owner, ...props }: AppSetupProps): AppSettings {
  return {
    name,
    ...(description !== undefined && { description }),
    ...(homepageUrl !== undefined && { homepageUrl }),
    ...(owner !== undefined && { owner }),
    visibility: props.public ? 'public' : 'private',
    setupOnUpdate: props.setupOnUpdate ? 'yes' : 'no',
  };
}

/** A row for the App, and a key for the row: created for this deployment, filled, and signed with once as proof. */
function registering({ appTable }: CredentialManager): Allowed[] {
  const keys = [keysOf(appTable)];
  const ours = { StringEquals: ownKeyTags(appTable) };
  return [
    { actions: ['dynamodb:Scan', 'dynamodb:UpdateItem'], resourceArns: [appTable.tableArn] },
    ...newKeyStatements(appTable),
    ownKeyTagging(appTable),
    {
      actions: ['kms:GetParametersForImport', 'kms:ImportKeyMaterial', 'kms:ScheduleKeyDeletion', 'kms:Sign'],
      resourceArns: keys,
      conditions: ours,
    },
  ];
}

function explain(clientSecrets: Secret): void {
  Validations.of(clientSecrets).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'GitHub makes client secrets, on its pages: nothing here could rotate them.',
  });
}
