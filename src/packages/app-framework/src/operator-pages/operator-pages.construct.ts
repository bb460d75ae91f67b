import { Duration, Tags } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { grantTaggedFunction } from '../aws/managed-policy-grant.construct';
import { PassingTable } from '../aws/passing-table.construct';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import { BundledFunction } from '../lambda/bundled-function.construct';
import { type OperatorsOidc, textOfIssuer } from '../operator-entry/operators-oidc.construct';
import type { WebhookFoundation } from '../webhook-ingestion/register-deployment.construct';
import type { WebhookIngestion } from '../webhook-ingestion/webhook-ingestion.construct';
import type { LedgerIndex } from '../webhooks/delivery-ledger.construct';
import type { ExaminationEnvironment, OperatorLinkEnvironment, OperatorPagesEnvironment } from './open-operator-pages';

/** Settings of {@link OperatorPages}. */
export interface OperatorPagesProps {
  /** What they show, with a `credentialManager`. */
  readonly webhooks: WebhookIngestion;
  /**
   * Who signs operators in, besides the links.
   * @default links alone let in
   */
  readonly oidc?: OperatorsOidc;
}

/**
 * A small site for those who operate a deployment: what `doctor` finds, deliveries and what became of them, figures. It only shows; what
 * changes something is a command, which the pages have ready to copy. A browser gets in by a link that whoever may makes with the command
 * `open` of the operations tool: once, within an hour. Off where it is left out.
 *
 * @example
 * const pages = new OperatorPages(this, 'OperatorPages', { webhooks });
 * pages.grantOpen(onCall);
 */
export class OperatorPages extends Construct {
  private readonly minting: BundledFunction;

  /** @throws Error where `webhooks` has no credentialManager, and for an issuer that is none or lets everybody in */
  constructor(scope: Construct, id: string, { webhooks, oidc }: OperatorPagesProps) {
    super(scope, id);
    const { foundation } = webhooks;
    const { credentials, deployment, endpoint, ledger, payloads, settings } = foundation;
    if (!credentials) {
      throw new Error('The pages look at Apps by tokens of theirs: give WebhookIngestion a credentialManager.');
    }
    const table = new PassingTable(this, 'Table');
    const minting: OperatorLinkEnvironment = {
      OPERATORS_TABLE_NAME: table.tableName,
      OPERATORS_URL: endpoint.pagesUrl,
    };
    this.minting = new BundledFunction(this, 'Minting', {
      handlerName: 'operator-pages',
      exportName: 'mint',
      description: 'Makes the link that lets a browser in to the pages of operators, once',
      memorySize: 512,
      timeout: Duration.seconds(20),
      environment: { ...minting },
      settings,
    });
    table.grant(this.minting, 'dynamodb:PutItem');
    Tags.of(this.minting).add('WebhookIngestion', 'OperatorLink');
    const examination = this.examination({ foundation, credentials, minting, table });
    const pages = new BundledFunction(this, 'Pages', {
      handlerName: 'operator-pages',
      description: 'Pages for those who operate the deployment',
      environment: {
        ...minting,
        LEDGER_TABLE_NAME: ledger.tableName,
        EXAMINATION_FUNCTION_NAME: examination.functionName,
        OPERATORS_DEPLOYMENT: deployment,
        OPERATORS_APP_TABLE_NAME: credentials.appTable.tableName,
        ...(oidc && { OPERATORS_OIDC: textOfIssuer(oidc) }),
      } satisfies OperatorPagesEnvironment,
      timeout: Duration.seconds(28),
      memorySize: 1024,
      settings,
    });
    table.grant(pages, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
    oidc?.clientSecret?.grantRead(pages);
    Grant.addToPrincipal({
      grantee: pages,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [examination.functionArn],
    });
    this.grantReadLedger(pages, foundation);
    Grant.addToPrincipal({ grantee: pages, actions: ['cloudwatch:GetMetricData'], resourceArns: ['*'] });
    payloads.grantFind(pages);
    payloads.explainObjects(pages.executionRole);
    endpoint.api.serve(['GET operators', 'POST operators', 'GET operators/{page}'], pages);
    Tags.of(this).add('FrameworkForGitHubAppOnAwsManaged', 'OperatorPages');
  }

  /** Lets `grantee` run the command `open`: whoever may sees what people wrote in deliveries of private repositories. */
  grantOpen(grantee: IGrantable): Grant {
    return grantTaggedFunction(this.minting, { id: 'OpenPages', deployment: this, grantee });
  }

  /** By itself, and nothing that strangers reach: it alone gets tokens. */
  private examination({ foundation, credentials, minting, table }: Examining): BundledFunction {
    const { ledger, settings, gitHubApiUrls } = foundation;
    const [gitHubApiUrl = 'https://api.github.com'] = Object.values(gitHubApiUrls);
    const examination = new BundledFunction(this, 'Examination', {
      handlerName: 'operator-pages',
      exportName: 'examine',
      description: 'Looks at the deployment and its Apps for the pages of operators',
      environment: {
        ...minting,
        LEDGER_TABLE_NAME: ledger.tableName,
        OPERATORS_APP_TABLE_NAME: credentials.appTable.tableName,
        GITHUB_API_URL: gitHubApiUrl,
      } satisfies ExaminationEnvironment,
      timeout: Duration.minutes(3),
      memorySize: 512,
      settings,
    });
    // The page starts the next one.
    examination.configureAsyncInvoke({ retryAttempts: 0 });
    Grant.addToPrincipal({ grantee: examination, actions: ['dynamodb:UpdateItem'], resourceArns: [table.tableArn] });
    this.grantReadLedger(examination, foundation);
    Grant.addToPrincipal({
      grantee: examination,
      actions: ['dynamodb:Scan'],
      resourceArns: [credentials.appTable.tableArn],
    });
    Grant.addToPrincipal({ grantee: examination, actions: ['cloudwatch:GetMetricStatistics'], resourceArns: ['*'] });
    credentials.connect(examination, { tokens: ['app', 'installation'] });
    return examination;
  }

  private grantReadLedger(grantee: IGrantable, { ledger }: WebhookFoundation): void {
    const indexes = ['Hour', 'EventDay', 'Open', 'DeliveryId'] satisfies LedgerIndex[];
    Grant.addToPrincipal({
      grantee,
      actions: ['dynamodb:GetItem', 'dynamodb:Query'],
      resourceArns: [ledger.tableArn, ...indexes.map((index) => `${ledger.tableArn}/index/${index}`)],
    });
  }
}

interface Examining {
  readonly foundation: WebhookFoundation;
  readonly credentials: CredentialManager;
  readonly minting: OperatorLinkEnvironment;
  readonly table: ITable;
}
