import { BasePathMapping, DomainName, EndpointType, type RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

/** A domain of one's own. */
export interface WebhookDomain {
  /** Such as `webhooks.example.com`. */
  readonly domainName: string;
  /**
   * Path below the name, such as `github`, where others have paths of their own there.
   * @default none: the whole name
   */
  readonly basePath?: string;
  /** Of the same region, for this name. */
  readonly certificate: ICertificate;
  /**
   * Zone to write the name's records into.
   * @default none: whoever keeps the zone leads the name to `domain` of the construct
   */
  readonly hostedZone?: IHostedZone;
}

/** Base URL under a domain of one's own, with a slash at its end. @throws Error for a path that is none */
export function domainUrl({ domainName, basePath }: Pick<WebhookDomain, 'domainName' | 'basePath'>): string {
  if (basePath === undefined) return `https://${domainName}/`;
  if (/^[\w-]{1,60}$/.test(basePath)) return `https://${domainName}/${basePath}/`;
  throw new Error(`basePath is ${basePath}: give one name of letters, digits, _ and -, without a slash.`);
}

/** Leads a domain to an API. What API Gateway named itself works on, so that a URL at GitHub can be changed without haste. */
export class MappedDomain extends Construct {
  readonly domain: DomainName;

  constructor(scope: Construct, id: string, { api, ...props }: WebhookDomain & { readonly api: RestApi }) {
    super(scope, id);
    const { domainName, basePath, certificate, hostedZone } = props;
    this.domain = new DomainName(this, 'Domain', {
      domainName,
      certificate,
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new BasePathMapping(this, 'Mapping', {
      domainName: this.domain,
      restApi: api,
      stage: api.deploymentStage,
      ...(basePath !== undefined && { basePath }),
    });
    if (!hostedZone) return;
    const records = {
      zone: hostedZone,
      recordName: domainName,
      target: RecordTarget.fromAlias(new ApiGatewayDomain(this.domain)),
    };
    new ARecord(this, 'Ipv4', records);
    new AaaaRecord(this, 'Ipv6', records);
  }
}
