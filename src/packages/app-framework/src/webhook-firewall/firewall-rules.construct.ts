import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { FirewallOptions } from './webhook-firewall.construct';

export interface FirewallRulesProps {
  readonly hookRanges: FirewallOptions['hookRanges'];
  /** Sets with the addresses that GitHub posts from. */
  readonly hookSetArns: readonly string[];
}

type Statement = CfnWebACL.StatementProperty;

/** Requests from one address in 5 minutes: what the stage takes in all, so that it is the stage that says no to GitHub. */
const mostOfGitHub = 2_000 * 300;
const mostOfOthers = 1_000;
const mostSignIns = 100;

/**
 * The rules that look at bodies (https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html), for people write
 * scripts and paths into issues, and a signature says who sent them; and the one on long queries, for codes of some issuers have more than its
 * 2,048 bytes.
 */
const onlyCounted = [
  'SizeRestrictions_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'CrossSiteScripting_BODY',
  'SizeRestrictions_QUERYSTRING',
];

/** The rules in their order. */
export function firewallRules({ hookRanges, hookSetArns }: FirewallRulesProps): CfnWebACL.RuleProperty[] {
  const fromGitHub: Statement = {
    orStatement: { statements: hookSetArns.map((arn) => ({ ipSetReferenceStatement: { arn } })) },
  };
  const fromOthers = not(fromGitHub);
  const blocking = [
    {
      name: 'HookRanges',
      statement: atMost({ limit: mostOfGitHub, seconds: 300, of: fromGitHub }),
    },
    ...(hookRanges === 'only'
      ? [{ name: 'OnlyHookRanges', statement: { andStatement: { statements: [fromOthers, toWebhook] } } }]
      : []),
    { name: 'SignIn', statement: atMost({ limit: mostSignIns, seconds: 60, of: signIn }) },
    { name: 'Others', statement: atMost({ limit: mostOfOthers, seconds: 300, of: fromOthers }) },
  ];
  const rules = [
    ...blocking.map((rule) => ({ ...rule, action: { block: {} } })),
    { name: 'CommonRules', statement: commonRules, overrideAction: { none: {} } },
  ];
  return rules.map((rule, priority) => ({
    ...rule,
    priority,
    visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName: rule.name },
  }));
}

/** Whatever stands before it: the stage, at API Gateway's own address, or the base path of a domain of one's own. */
const signIn = pathLike('/auth/(login|callback|done)$');
/** In every spelling that may lead there. The pages for people have paths of their own, one of them below `/webhooks/`. */
const toWebhook = pathLike('/webhook([^s]|$)');

const commonRules: Statement = {
  managedRuleGroupStatement: {
    vendorName: 'AWS',
    name: 'AWSManagedRulesCommonRuleSet',
    ruleActionOverrides: onlyCounted.map((name) => ({ name, actionToUse: { count: {} } })),
  },
};

function pathLike(regexString: string): Statement {
  return {
    regexMatchStatement: {
      fieldToMatch: { uriPath: {} },
      regexString,
      textTransformations: ['URL_DECODE', 'NORMALIZE_PATH'].map((type, priority) => ({ type, priority })),
    },
  };
}

function not(statement: Statement): Statement {
  return { notStatement: { statement } };
}

function atMost({ limit, seconds, of }: { limit: number; seconds: number; of: Statement }): Statement {
  return {
    rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: seconds, scopeDownStatement: of },
  };
}
