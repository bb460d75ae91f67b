import { Duration, type RemovalPolicy, Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { UrlFunction } from '../api/url-function.construct';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import type { DeliveryLedgerTable } from '../webhooks/delivery-ledger.construct';
import type { FollowRevocationEnvironment } from './follow-revocation.lambda';
import type { GetUserTokenEnvironment } from './get-user-token.lambda';
import type { UserTokensEnvironment } from './open-user-tokens';
import type { SignInApp } from './sign-in-apps';

const waitingIndex = 'WaitingIndex';

/** An App that people sign in to. */
export interface SignInClient extends Omit<SignInApp, 'secretArn'> {
  readonly clientSecret: ISecret;
}

export interface UserTokensProps {
  readonly clients: readonly SignInClient[];
  /** Base URL that browsers reach the pages under, with a slash at its end. */
  readonly baseUrl: string;
  /** Says who sent a delivery, for a handler acts as nobody else, and which role is which handler’s. */
  readonly ledger: DeliveryLedgerTable;
  /** Name in the metrics. */
  readonly deployment: string;
  readonly removalPolicy: RemovalPolicy;
  readonly settings: FunctionSettings;
}

/**
 * The tokens of people: a table that holds them sealed, the key that seals them and nothing else, the one function that hands out
 * tokens to handlers, and the one that ends a sign-in for an operator. No handler's role can read the table, use the key, or read a client secret.
 */
export class UserTokens extends Construct {
  /** One row for each person, host and client id. */
  readonly table: Table;
  /** Asks that wait, and states that were used. */
  readonly authStateTable: Table;
  readonly key: Key;
  readonly handler: BundledFunction;
  /** Ends the sign-in of a person for an operator. */
  readonly revocation: BundledFunction;
  /** URL of `get-user-token`. */
  readonly endpoint: string;
  private readonly getUserToken: UrlFunction;
  private readonly clients: readonly SignInClient[];
  private readonly baseUrl: string;
  private readonly settings: FunctionSettings;

  constructor(scope: Construct, id: string, props: UserTokensProps) {
    super(scope, id);
    const { ledger, deployment, removalPolicy, settings } = props;
    this.clients = props.clients;
    this.baseUrl = props.baseUrl;
    this.settings = settings;
    this.key = new Key(this, 'Key', {
      description: 'Seals the tokens of people who signed in to a GitHub App, and nothing else',
      enableKeyRotation: true,
      removalPolicy,
    });
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'GitHubUserId', type: AttributeType.NUMBER },
      sortKey: { name: 'Client', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    Tags.of(this.table).add('WebhookIngestion', 'UserTokens');
    Tags.of(this.key).add('WebhookIngestion', 'UserTokensKey');
    this.authStateTable = new Table(this, 'AuthState', {
      partitionKey: { name: 'StateNonce', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'TTL',
      removalPolicy,
    });
    // Holds only asks whose handler is still to be called.
    this.authStateTable.addGlobalSecondaryIndex({
      indexName: waitingIndex,
      partitionKey: { name: 'Waiting', type: AttributeType.STRING },
      sortKey: { name: 'AnsweredAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    const environment = { ...this.environment, LEDGER_TABLE_NAME: ledger.tableName, WEBHOOK_DEPLOYMENT: deployment };
    this.getUserToken = new UrlFunction(this, 'GetUserToken', {
      handlerName: 'get-user-token',
      description: 'Hands out tokens that act as people who signed in, to handlers',
      environment: environment satisfies GetUserTokenEnvironment,
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings,
    });
    this.handler = this.getUserToken.handler;
    this.endpoint = this.getUserToken.endpoint;
    this.letOpenPairs(this.handler);
    ledger.grantUse(this.handler, { rows: ['GetItem'], of: ['deliveries'] });
    ledger.grantReadRouting(this.handler);
    this.revocation = new BundledFunction(this, 'RevokeUser', {
      handlerName: 'get-user-token',
      exportName: 'revoke',
      description: 'Ends the sign-in of a person, at GitHub and here, when an operator asks for it',
      environment: environment satisfies GetUserTokenEnvironment,
      timeout: Duration.minutes(2),
      memorySize: 512,
      settings,
    });
    this.letOpenPairs(this.revocation);
    this.table.grant(this.revocation, 'dynamodb:DeleteItem');
    this.grantAuthState(this.handler, 'dynamodb:GetItem', 'dynamodb:PutItem');
  }

  /** What a function needs to know that opens pairs. */
  get environment(): UserTokensEnvironment & Record<string, string> {
    const apps = this.clients.map(
      ({ clientSecret, ...app }): SignInApp => ({ ...app, secretArn: clientSecret.secretArn }),
    );
    return {
      USER_TOKENS_TABLE_NAME: this.table.tableName,
      USER_TOKENS_KEY_ARN: this.key.keyArn,
      AUTH_STATE_TABLE_NAME: this.authStateTable.tableName,
      SIGN_IN_APPS: JSON.stringify(apps),
      SIGN_IN_URL: this.baseUrl,
    };
  }

  /** Lets a function of ours work on asks and used states. */
  grantAuthState(fn: LambdaFunction, ...actions: readonly string[]): Grant {
    return Grant.addToPrincipal({ grantee: fn, actions: [...actions], resourceArns: [this.authStateTable.tableArn] });
  }

  /** Lets a function of ours find the asks whose handler is still to be called. */
  grantFindWaiting(fn: LambdaFunction): Grant {
    const resourceArns = [`${this.authStateTable.tableArn}/index/${waitingIndex}`];
    return Grant.addToPrincipal({ grantee: fn, actions: ['dynamodb:Query'], resourceArns });
  }

  /** Lets a function of ours read, open and replace pairs, as their Apps. */
  letOpenPairs(fn: LambdaFunction): void {
    this.table.grant(fn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    this.key.grant(fn, 'kms:Encrypt', 'kms:Decrypt');
    for (const secret of new Set(this.clients.map(({ clientSecret }) => clientSecret))) secret.grantRead(fn);
  }

  /** Lets a function of ours speak for the Apps that people sign in to, and tells it which. */
  letSignIn(fn: LambdaFunction): Pick<UserTokensEnvironment, 'SIGN_IN_APPS'> {
    for (const secret of new Set(this.clients.map(({ clientSecret }) => clientSecret))) secret.grantRead(fn);
    return { SIGN_IN_APPS: this.environment.SIGN_IN_APPS };
  }

  /** What follows revocations at GitHub, as a handler of webhooks: it reads rows and takes them away, and opens none. */
  revocationFollower(): BundledFunction {
    const { USER_TOKENS_TABLE_NAME, SIGN_IN_APPS } = this.environment;
    const handler = new BundledFunction(this, 'Revocations', {
      handlerName: 'follow-revocation',
      description: 'Takes away the tokens of people who revoked a GitHub App',
      environment: {
        USER_TOKENS_TABLE_NAME,
        SIGN_IN_APPS,
        APP_FRAMEWORK_USER_TOKEN_ENDPOINT: this.endpoint,
      } satisfies FollowRevocationEnvironment,
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings: this.settings,
    });
    this.table.grant(handler, 'dynamodb:GetItem', 'dynamodb:DeleteItem');
    this.grantGetUserToken(handler);
    return handler;
  }

  /** What an operator's commands need to know. */
  get parts() {
    return {
      revokeUserFunction: this.revocation.functionName,
      userTokensTable: this.table.tableName,
      keyArn: this.key.keyArn,
      apps: this.clients.map(({ appId, clientId, apiUrl }) => ({ appId, clientId, apiUrl })),
    };
  }

  /** Lets `grantee` see who is signed in, end that, and keep a pair of the device flow, sealed. It opens no token. */
  grantOperate(grantee: IGrantable): Grant {
    return grantByManagedPolicy({
      id: 'SignInOperator',
      deployment: this,
      grantee,
      statements: [
        { actions: ['dynamodb:Query', 'dynamodb:PutItem'], resourceArns: [this.table.tableArn] },
        { actions: ['kms:Encrypt'], resourceArns: [this.key.keyArn] },
        { actions: ['lambda:InvokeFunction'], resourceArns: [this.revocation.functionArn] },
      ],
    });
  }

  /** Lets `grantee` get tokens of people through the function's URL, signed as itself. */
  grantGetUserToken(grantee: IGrantable): Grant {
    return this.getUserToken.grantCall(grantee);
  }
}
