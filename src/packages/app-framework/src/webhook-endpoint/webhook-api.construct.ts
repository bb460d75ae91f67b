import { Aws, Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccessLogFormat,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { domainUrl, MappedDomain, type WebhookDomain } from './webhook-domain.construct';

export interface WebhookApiProps {
  readonly receiver: IFunction;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly customDomain?: WebhookDomain | undefined;
  readonly localAws?: string | undefined;
}

const stageName = 'prod';

/** The public endpoint. Bytes reach the function as they were sent: no binary media types, no compression. */
export class WebhookApi extends Construct {
  readonly api: RestApi;
  readonly accessLog: LogGroup;
  /** Of the custom domain, where there is one. */
  readonly certificate: ICertificate | undefined;
  private readonly domainUrl: string | undefined;

  constructor(scope: Construct, id: string, props: WebhookApiProps) {
    super(scope, id);
    const { receiver, logRetention, removalPolicy, customDomain, localAws } = props;
    this.accessLog = new LogGroup(this, 'AccessLog', { retention: logRetention, removalPolicy });
    this.api = new RestApi(this, 'Api', {
      description: 'Webhooks of GitHub',
      endpointTypes: [EndpointType.REGIONAL],
      // The role for logs is the account's, not this stack's to own.
      cloudWatchRole: false,
      deployOptions: {
        stageName,
        throttlingRateLimit: 2_000,
        throttlingBurstLimit: 4_000,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(this.accessLog),
        accessLogFormat: AccessLogFormat.custom(accessLine),
      },
    });
    this.explain();
    // An output of every stack with an API: the URL is for whoever made the construct to tell.
    this.api.node.tryRemoveChild('Endpoint');
    this.api.root
      .addResource('webhook')
      .addMethod(
        'POST',
        new LambdaIntegration(receiver, { proxy: true, timeout: Duration.seconds(10), allowTestInvoke: false }),
      );
    this.domainUrl = localAws
      ? `${localAws}/_aws/execute-api/${this.api.restApiId}/${stageName}/`
      : customDomain && domainUrl(customDomain);
    this.certificate = customDomain?.certificate;
    if (customDomain) new MappedDomain(this, 'CustomDomain', { ...customDomain, api: this.api });
  }

  private explain(): void {
    const signature = 'GitHub has no identity of this account: a request is let in by the signature on its bytes.';
    Validations.of(this.api).acknowledge(
      {
        id: 'AwsSolutions-APIG2',
        reason: 'The body is verified by its signature, on the bytes that arrived, before anything reads it.',
      },
      { id: 'AwsSolutions-APIG4', reason: signature },
      {
        id: 'AwsSolutions-APIG6',
        reason:
          'Logs of executions would hold headers, the signature among them. The access log tells of each request.',
      },
      { id: 'AwsSolutions-COG4', reason: signature },
    );
  }

  /** For those who put none before it. */
  explainNoFirewall(): void {
    const reason = 'No firewall was asked for: the stage throttles, and the signature is checked before all else.';
    Validations.of(this.api).acknowledge({ id: 'AwsSolutions-APIG3', reason });
  }

  /** The stage, whose log API Gateway refuses where it may write none, waits for `before`. */
  dependOn(before: Construct): void {
    this.api.deploymentStage.node.addDependency(before);
  }

  /** Has a function answer what browsers ask for under `/auth`. */
  servePages(pages: IFunction): void {
    const integration = new LambdaIntegration(pages, { proxy: true, allowTestInvoke: false });
    const auth = this.api.root.addResource('auth');
    for (const page of ['login', 'callback', 'done']) auth.addResource(page).addMethod('GET', integration);
  }

  /** Has a function answer what browsers ask for under `/setup`, and post there. */
  serveSetup(pages: IFunction): void {
    const integration = new LambdaIntegration(pages, { proxy: true, allowTestInvoke: false });
    const setup = this.api.root.addResource('setup');
    for (const method of ['GET', 'POST']) setup.addMethod(method, integration);
    for (const page of ['created', 'installed']) setup.addResource(page).addMethod('GET', integration);
  }

  /** Has a function answer requests of browsers and front ends, each told as `GET some/path`. */
  serve(routes: readonly string[], fn: IFunction): void {
    const integration = new LambdaIntegration(fn, { proxy: true, allowTestInvoke: false });
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      this.api.root.resourceForPath(path).addMethod(method, integration);
    }
  }

  /** As `baseUrl`, and a function that the API leads to may know it: it names the API, and not the stage that waits for the function. */
  get pagesUrl(): string {
    if (this.domainUrl !== undefined) return this.domainUrl;
    const { region } = Stack.of(this);
    return `https://${this.api.restApiId}.execute-api.${region}.${Aws.URL_SUFFIX}/${stageName}/`;
  }

  /** With a slash at its end. */
  get baseUrl(): string {
    return this.domainUrl ?? this.api.url;
  }

  /** Where GitHub posts to. */
  get webhookUrl(): string {
    return `${this.baseUrl}webhook`;
  }
}

/** Neither bodies nor query strings nor headers that may hold secrets. */
const accessLine = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  path: '$context.path',
  status: '$context.status',
  sourceIp: '$context.identity.sourceIp',
  latency: '$context.responseLatency',
  responseLength: '$context.responseLength',
  error: '$context.error.responseType',
});
