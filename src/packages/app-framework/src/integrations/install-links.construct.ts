import { Duration, Tags } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { callStatements, UrlFunction } from '../api/url-function.construct';
import { grantByManagedPolicy } from '../aws/managed-policy-grant.construct';
import type { byUserIndex } from '../install-links/binding-table';
import type { BindingsEnvironment } from '../install-links/open-install-links';
import { BundledFunction } from '../lambda/bundled-function.construct';
import type { AppSetup } from '../setup/app-setup.construct';
import type { HandlerOptions } from '../webhook-ingestion/props.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import type { FrontEnds } from './front-ends';
import type { FrontEndsEnvironment, IntegrationsEnvironment } from './open-integrations';
import type { OidcIssuer } from './token-verifier';

/** Settings of {@link InstallLinks}. */
export interface InstallLinksProps {
  /** Of the Apps, with `signIn` and a `credentialManager`. */
  readonly webhooks: WebhookIngestion;
  /**
   * What registers Apps in the same stack: GitHub leads people back to its pages, which lead on to these.
   * @default none: these pages are at `setup/installed` themselves
   */
  readonly setup?: AppSetup;
  /**
   * Who says who the users of your product are: with it, its front ends make links for whoever is signed in, and ask for their integrations.
   * @default none: back ends ask
   */
  readonly oidc?: readonly OidcOptions[];
  /**
   * Sites whose pages may ask, such as `https://app.example.com`.
   * @default none but programs, and pages of the same site
   */
  readonly origins?: readonly string[];
  /**
   * How long what ended is kept: of an account that uninstalled the App, and of what was revoked.
   * @default 30 days
   */
  readonly keepEnded?: Duration;
}

/** An issuer of tokens, whose subjects are the users of your product. */
export interface OidcOptions {
  /** As tokens say it in `iss`, such as `https://login.example.com/`. */
  readonly issuer: string;
  /** Ids of the clients whose tokens are taken, at least one. */
  readonly audience: readonly string[];
  /**
   * Where tokens name their client: access tokens of some issuers, such as Amazon Cognito, have no `aud`.
   * @default aud
   */
  readonly audienceIn?: 'aud' | 'client_id';
  /**
   * What your product calls users by. `plain` is the token's `sub`. Two issuers may give two people the same one: `with issuer` is the issuer, a `#`,
   * and the `sub`; of several issuers one at most is `plain`.
   * @default plain
   */
  readonly subjects?: 'plain' | 'with issuer';
  /** @default `.well-known/jwks.json` below the issuer */
  readonly jwksUri?: string;
}

const indexName: typeof byUserIndex = 'ByUser';

/** Every App gets the first two; the third tells who left, and comes to Apps that may read members. */
const following: HandlerOptions = {
  name: 'integrations',
  event: ['installation', 'installation_target', 'organization'],
  own: true,
  everyAccount: true,
  // It asks GitHub nothing: without a ceiling it would be let ask for everything.
  ceiling: { permissions: { metadata: 'read' } },
  permissions: { members: 'read' },
};

/**
 * Installations that belong to users of your product: the links by which they install an App, the pages that take them back from GitHub, and the
 * operations by which a back end makes links and asks what a user has. An installation becomes a user's only where whoever signs in controls
 * its account.
 *
 * @example
 * const integrations = new InstallLinks(this, 'Integrations', { webhooks, setup });
 * integrations.grantIntegrations(backEnd);
 */
export class InstallLinks extends Construct {
  /** URL that serves `CreateInstallLink`, `ListIntegrations` and `RevokeIntegration`. */
  readonly endpoint: string;
  private readonly operations: UrlFunction;
  private readonly table: Table;

  /** @throws Error where `webhooks` has no signIn or no credentialManager */
  constructor(scope: Construct, id: string, props: InstallLinksProps) {
    super(scope, id);
    const { webhooks, setup, keepEnded = Duration.days(30) } = props;
    const { foundation } = webhooks;
    const { people, credentials, endpoint, ledger, settings } = foundation;
    if (!people || !credentials) {
      throw new Error(
        'Whoever installs an App signs in to it, and it is uninstalled by its own key: give WebhookIngestion signIn and a credentialManager.',
      );
    }
    const table = this.integrationsTable(foundation);
    this.table = table;
    const kept: BindingsEnvironment = {
      INSTALL_TABLE_NAME: table.tableName,
      INSTALL_KEPT_DAYS: String(keepEnded.toDays()),
    };
    const environment: IntegrationsEnvironment = {
      ...kept,
      SIGN_IN_APPS: people.environment.SIGN_IN_APPS,
      INSTALL_URL: endpoint.pagesUrl,
      LEDGER_TABLE_NAME: ledger.tableName,
    };
    const pages = new BundledFunction(this, 'Pages', {
      handlerName: 'integrations',
      description: 'Pages on which a GitHub App is installed for a user',
      environment: { ...environment },
      timeout: Duration.seconds(28),
      memorySize: 1024,
      settings,
    });
    people.letSignIn(pages);
    ledger.grantReadRouting(pages);
    this.grantTable(pages, table, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']);
    endpoint.api.serve(
      [
        'GET install',
        'POST install',
        'GET install/back',
        'GET install/arrive',
        'POST install/choose',
        // As the product's own address for it is in the settings of some Apps.
        'GET api/v1/public/webhooks/github/auth',
        ...(setup ? [] : ['GET setup/installed']),
      ],
      pages,
    );
    setup?.leadInstalledTo(`${endpoint.pagesUrl}install/back`);
    this.operations = new UrlFunction(this, 'Operations', {
      handlerName: 'integrations',
      exportName: 'operate',
      description: 'CreateInstallLink, ListIntegrations and RevokeIntegration: installations of users, for back ends',
      environment: { ...environment },
      timeout: Duration.seconds(28),
      memorySize: 512,
      settings,
    });
    const operate = this.operations.handler;
    this.grantTable(operate, table, ['PutItem', 'UpdateItem', 'Query']);
    this.grantByUser(operate, table);
    credentials.connect(operate, { tokens: ['app'] });
    Tags.of(operate).add('WebhookIngestion', 'Integrations');
    this.endpoint = this.operations.endpoint;
    if (props.oidc) this.serveFrontEnds({ ...props, oidc: props.oidc }, { table, environment: { ...environment } });
    const follower = new BundledFunction(this, 'Follower', {
      handlerName: 'follow-installations',
      description: 'Follows who installs GitHub Apps, and what becomes of installations that belong to users',
      environment: { ...kept },
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings,
    });
    this.grantTable(follower, table, ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query']);
    webhooks.on(following, follower);
    foundation.payloads.explainObjects(follower.executionRole);
  }

  /** Lets `grantee` make install links and see and revoke the integrations of every user: for the back end of your product. */
  grantIntegrations(grantee: IGrantable): Grant {
    return this.operations.grantCall(grantee);
  }

  /**
   * Lets `grantee` run the commands `integrations` of the operations tool: all that {@link grantIntegrations} gives, and finding what serves it; and
   * see whether their table can be restored.
   */
  grantOperate(grantee: IGrantable): Grant {
    return grantByManagedPolicy({
      id: 'IntegrationOperator',
      deployment: this,
      grantee,
      statements: [
        { actions: ['tag:GetResources'], resourceArns: ['*'] },
        { actions: ['lambda:GetFunctionUrlConfig'], resourceArns: [this.operations.handler.functionArn] },
        { actions: ['dynamodb:DescribeContinuousBackups'], resourceArns: [this.table.tableArn] },
        ...callStatements([this.operations]),
      ],
    });
  }

  /** @throws Error for an issuer or an audience that is none */
  private serveFrontEnds(
    { webhooks, oidc, origins = [] }: InstallLinksProps & Required<Pick<InstallLinksProps, 'oidc'>>,
    { table, environment }: { readonly table: Table; readonly environment: Record<string, string> },
  ): void {
    const { endpoint, credentials, settings } = webhooks.foundation;
    const frontEnds: FrontEnds = { issuers: issuersOf(oidc), origins };
    const api = new BundledFunction(this, 'Api', {
      handlerName: 'integrations',
      exportName: 'api',
      description: 'Integrations of whoever is signed in to the product, for its front end',
      environment: {
        ...environment,
        ...({ INTEGRATIONS_FRONT_ENDS: JSON.stringify(frontEnds) } satisfies FrontEndsEnvironment),
      },
      timeout: Duration.seconds(28),
      memorySize: 512,
      settings,
    });
    this.grantTable(api, table, ['PutItem', 'UpdateItem', 'Query']);
    this.grantByUser(api, table);
    credentials?.connect(api, { tokens: ['app'] });
    const path = 'api/v1/app/integrations';
    const one = `${path}/{integrationId}`;
    const routes = ['GET', 'POST', 'OPTIONS'].map((method) => `${method} ${path}`);
    endpoint.api.serve([...routes, `GET ${one}`, `DELETE ${one}`, `OPTIONS ${one}`], api);
  }

  private grantTable(grantee: LambdaFunction, table: Table, actions: readonly string[]): void {
    const resourceArns = [table.tableArn];
    Grant.addToPrincipal({ grantee, actions: actions.map((action) => `dynamodb:${action}`), resourceArns });
  }

  private grantByUser(grantee: LambdaFunction, table: Table): void {
    const resourceArns = [`${table.tableArn}/index/${indexName}`];
    Grant.addToPrincipal({ grantee, actions: ['dynamodb:Query'], resourceArns });
  }

  private integrationsTable({ ledger, removalPolicy }: WebhookFoundation): Table {
    const table = new Table(this, 'Table', {
      partitionKey: { name: 'Place', type: AttributeType.STRING },
      sortKey: { name: 'Part', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.AWS_MANAGED,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ExpiresAt',
      removalPolicy,
    });
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: { name: 'UserId', type: AttributeType.STRING },
      sortKey: { name: 'CreatedAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });
    Tags.of(table).add('WebhookIngestion', 'Integrations');
    Tags.of(table).add('DeliveryLedger', ledger.tableName);
    return table;
  }
}

function issuersOf(oidc: readonly OidcOptions[]): OidcIssuer[] {
  const issuers = oidc.map(issuerOf);
  const twice = issuers.find(({ issuer }, index) => issuers.findIndex((one) => one.issuer === issuer) !== index);
  if (twice) {
    throw new Error(
      `${twice.issuer} stands there twice, and nobody could tell which is meant: name all its clients in one audience.`,
    );
  }
  const [first, second] = issuers.filter(({ subjects }) => subjects === 'plain');
  if (first && second) {
    throw new Error(
      `${first.issuer} and ${second.issuer} may call two people alike: say subjects: 'with issuer' for one of them at least.`,
    );
  }
  return issuers;
}

function issuerOf({ issuer, audience, audienceIn = 'aud', subjects = 'plain', jwksUri }: OidcOptions): OidcIssuer {
  const keys = jwksUri ?? `${issuer.replace(/\/+$/, '')}/.well-known/jwks.json`;
  if (!/^https:\/\/\S+$/.test(issuer) || !/^https:\/\/\S+$/.test(keys)) {
    throw new Error(
      `${issuer} with keys at ${keys} is no issuer of tokens: both are addresses that begin with https://.`,
    );
  }
  if (audience.length === 0 || audience.includes('')) {
    throw new Error(`The tokens of ${issuer} would be taken of every client: name the ids of yours in audience.`);
  }
  return { issuer, audience, audienceIn, subjects, jwksUri: keys };
}
