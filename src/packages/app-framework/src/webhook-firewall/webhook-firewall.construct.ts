import { isIP } from 'node:net';
import { CustomResource, Duration, Stack, Validations } from 'aws-cdk-lib';
import { type Alarm, ComparisonOperator, type IAlarmAction, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSettings } from '../lambda/bundled-function.construct';
import { HourLongAlarm } from '../metrics/hour-long-alarm.construct';
import { firewallRules } from './firewall-rules.construct';
import type { KeepHookRangesEnvironment } from './keep-hook-ranges.lambda';

/** A firewall of AWS WAF before the endpoint. */
export interface FirewallOptions {
  /**
   * What the addresses that GitHub posts webhooks from are for. `generous`: they may do what the stage can take, and all others 1,000 requests
   * in 5 minutes. `only`: besides, nobody else gets to `/webhook`; the pages for people are for everybody.
   */
  readonly hookRanges: 'generous' | 'only';
  /**
   * Blocks such as `203.0.113.0/24` that webhooks come from as well: of a GitHub Enterprise Server, or of a GHE.com, whose addresses no API tells.
   * @default none: those that `GET /meta` of api.github.com tells
   */
  readonly addresses?: readonly string[];
}

export interface WebhookFirewallProps extends FirewallOptions {
  /** The stage that is to be behind it. */
  readonly stageArn: string;
  /** Where the Apps are. */
  readonly gitHubApiUrls: readonly string[];
  readonly deployment: string;
  /** Refreshments that failed, over 5 minutes. */
  readonly notRefreshed: IMetric;
  readonly settings: FunctionSettings;
}

const tellsAddresses = 'https://api.github.com';

/** A web ACL whose rules know the addresses that GitHub posts from: a function has them from GitHub, at a deployment and once a day. */
export class WebhookFirewall extends Construct {
  readonly webAcl: CfnWebACL;
  /** Keeps the addresses in their sets. */
  readonly handler: BundledFunction;
  /** GitHub's addresses could not be read: those of before count on. */
  readonly notRefreshedAlarm: Alarm;

  constructor(scope: Construct, id: string, props: WebhookFirewallProps) {
    super(scope, id);
    const { hookRanges, addresses = [], stageArn, gitHubApiUrls, deployment, notRefreshed, settings } = props;
    check(props);
    const name = deployment.replace(/[^\w-]+/g, '-').slice(-100);
    const names = { ipv4: `${name}-hooks-ipv4`, ipv6: `${name}-hooks-ipv6` };
    this.handler = new BundledFunction(this, 'handler', {
      handlerName: 'keep-hook-ranges',
      description: 'Keeps the addresses that GitHub posts webhooks from in the sets of the firewall',
      environment: {
        WEBHOOK_DEPLOYMENT: deployment,
        IPV4_SET_NAME: names.ipv4,
        IPV6_SET_NAME: names.ipv6,
        ...(addresses.length > 0 && { GIVEN_ADDRESSES: addresses.join(',') }),
        ...(gitHubApiUrls.includes(tellsAddresses) && { HOOK_RANGES_API_URL: tellsAddresses }),
      } satisfies KeepHookRangesEnvironment,
      timeout: Duration.seconds(60),
      memorySize: 512,
      settings,
    });
    this.letKeep(Object.values(names));
    const sets = new CustomResource(this, 'HookRanges', {
      serviceToken: this.handler.functionArn,
      // What is to be looked at again at a deployment where it changes. The addresses in the sets are no property: no deployment takes them back.
      properties: { Given: addresses.join(','), Asked: gitHubApiUrls.includes(tellsAddresses) },
    });
    sets.node.addDependency(this.handler);
    new Rule(this, 'schedule', {
      description: 'Reads the addresses that GitHub posts webhooks from once a day',
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaTarget(this.handler)],
    });
    const hookSetArns = [sets.getAttString('IPV4Arn'), sets.getAttString('IPV6Arn')];
    this.webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'REGIONAL',
      description: 'Webhooks of GitHub',
      defaultAction: { allow: {} },
      rules: firewallRules({ hookRanges, hookSetArns }),
      // Samples would show headers and queries: signatures, and codes of people who sign in.
      visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName: name },
    });
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: this.webAcl.attrArn });
    this.notRefreshedAlarm = new HourLongAlarm(this, 'NotRefreshed', {
      description:
        'The addresses that GitHub posts webhooks from could not be read, and those of before count on: the log of the function says why. Runbook: monitoring. Run: logs errors --since 1h',
      metric: notRefreshed,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
  }

  /** Does this when the alarm begins. */
  alarmOn(action: IAlarmAction): void {
    this.notRefreshedAlarm.addAlarmAction(action);
  }

  private letKeep(names: readonly string[]): void {
    const stack = Stack.of(this);
    const resourceArns = names.map((name) =>
      stack.formatArn({ service: 'wafv2', resource: 'regional/ipset', resourceName: `${name}/*` }),
    );
    Grant.addToPrincipal({
      grantee: this.handler,
      actions: ['CreateIPSet', 'TagResource', 'GetIPSet', 'UpdateIPSet', 'DeleteIPSet'].map((one) => `wafv2:${one}`),
      resourceArns,
    });
    Grant.addToPrincipal({ grantee: this.handler, actions: ['wafv2:ListIPSets'], resourceArns: ['*'] });
    Validations.of(this.handler.executionRole).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'AWS takes no resource for ListIPSets, which tells names and ids.',
      },
      ...names.map((name) => ({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:wafv2:<AWS::Region>:<AWS::AccountId>:regional/ipset/${name}/*]`,
        reason: 'The id that WAF gives to the set of this name.',
      })),
    );
  }
}

/** @throws Error for what is no block of addresses, and for hosts of which nothing tells where they post from */
function check({ addresses = [], gitHubApiUrls }: WebhookFirewallProps): void {
  for (const block of addresses) {
    const [address = '', width = ''] = block.split('/');
    const bits = isIP(address) === 4 ? 32 : 128;
    const least = isIP(address) === 4 ? 8 : 16;
    if (isIP(address) && /^\d+$/.test(width) && Number(width) >= least && Number(width) <= bits) continue;
    throw new Error(
      `firewall.addresses has ${block}: give blocks such as 203.0.113.0/24 or 2001:db8::/32, not wider than /8 and /16.`,
    );
  }
  const others = gitHubApiUrls.filter((url) => url !== tellsAddresses);
  if (others.length === 0 || addresses.length > 0) return;
  throw new Error(
    `The firewall does not know where ${others.join(', ')} posts webhooks from, for no API tells: give its addresses in firewall.addresses.`,
  );
}
