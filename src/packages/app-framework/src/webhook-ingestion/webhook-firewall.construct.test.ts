import { posix } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { FirewallOptions } from '../webhook-firewall/webhook-firewall.construct';
import { made, statementsOf } from './webhook-stack.test.support';

const generous: FirewallOptions = { hookRanges: 'generous' };

/** Made once for the cases that only look. */
const templates = new Map(
  (['generous', 'only'] as const).map((hookRanges) => [hookRanges, made({ firewall: { hookRanges } }).template()]),
);

function rulesOf({ hookRanges }: FirewallOptions) {
  const acls = templates.get(hookRanges)?.findResources('AWS::WAFv2::WebACL') ?? {};
  const [acl] = Object.values(acls);
  return acl?.Properties.Rules;
}

describe('WebhookIngestion with a firewall', () => {
  it('has none unless it is given', () => {
    const template = made().template();
    for (const type of ['WebACL', 'WebACLAssociation', 'IPSet']) template.resourceCountIs(`AWS::WAFv2::${type}`, 0);
  });

  it('puts it before the stage', () => {
    const template = made({ firewall: generous }).template();
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/restapis/$')])] },
      WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('WebAcl'), 'Arn'] },
    });
    const [association] = Object.values(template.findResources('AWS::WAFv2::WebACLAssociation'));
    expect(JSON.stringify(association?.Properties.ResourceArn)).toContain('DeploymentStageprod');
  });

  it('limits GitHub by what the stage takes, sign-in by the minute and all others by 5 minutes, each by address', () => {
    const rules = rulesOf(generous);
    expect(rules.map(({ Name, Priority }: { Name: string; Priority: number }) => [Priority, Name])).toEqual([
      [0, 'HookRanges'],
      [1, 'SignIn'],
      [2, 'Others'],
      [3, 'CommonRules'],
    ]);
    const [hooks, signIn, others] = rules.map(
      ({ Statement }: { Statement: Record<string, unknown> }) => Statement.RateBasedStatement,
    );
    const sets = ['IPV4Arn', 'IPV6Arn'].map((name) => ({
      IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': [expect.stringContaining('HookRanges'), name] } },
    }));
    const byAddress = { AggregateKeyType: 'IP' };
    const fromGitHub = { OrStatement: { Statements: sets } };
    expect(hooks).toEqual({ ...byAddress, Limit: 600_000, EvaluationWindowSec: 300, ScopeDownStatement: fromGitHub });
    expect(signIn).toMatchObject({ ...byAddress, Limit: 100, EvaluationWindowSec: 60 });
    expect(others).toEqual({
      ...byAddress,
      Limit: 1_000,
      EvaluationWindowSec: 300,
      ScopeDownStatement: { NotStatement: { Statement: fromGitHub } },
    });
    for (const { Action } of rules.slice(0, 3)) expect(Action).toEqual({ Block: {} });
  });

  /** As WAF decodes a path before it compares. */
  function isLike(path: string, { RegexString, TextTransformations }: Record<string, unknown>): boolean {
    const transformations = { URL_DECODE: decodeURIComponent, NORMALIZE_PATH: posix.normalize };
    expect(TextTransformations).toEqual(Object.keys(transformations).map((Type, Priority) => ({ Type, Priority })));
    const seen = Object.values(transformations).reduce((text, transform) => transform(text), path);
    return new RegExp(String(RegexString)).test(seen);
  }

  it.each([
    ['/auth/login', true],
    ['/prod/auth/callback', true],
    ['/github/auth/done', true],
    ['/prod/webhook', false],
    ['/webhook/auth/', false],
    ['/prod/auth', false],
    ['/api/v1/public/webhooks/github/auth', false],
  ])('takes %s for sign-in: %s', (path, isSignIn) => {
    const { RegexMatchStatement } = rulesOf(generous)[1].Statement.RateBasedStatement.ScopeDownStatement;
    expect(isLike(path, RegexMatchStatement)).toBe(isSignIn);
  });

  describe.each(['', '/prod', '/github'])('where the ranges are the only ones, below %p', (base) => {
    const pages = [
      ...['auth/login', 'auth/callback', 'health', 'operators', 'operators/deliveries', 'setup', 'setup/created'],
      ...['setup/installed', 'install', 'install/back', 'install/choose', 'api/v1/public/webhooks/github/auth'],
      ...['api/v1/app/integrations', 'api/v1/app/integrations/1-2'],
    ];

    it.each([
      ...[
        'webhook',
        'webhook/',
        '/webhook',
        './webhook',
        'health/../webhook',
        '%77ebhook',
        'webhook%2f',
        'webhook;a',
      ].map((path) => [path, true] as const),
      ...pages.map((path) => [path, false] as const),
    ])('shuts others than GitHub out from %s: %s', (path, isShut) => {
      const rules = rulesOf({ hookRanges: 'only' });
      expect(rules[1]).toMatchObject({ Name: 'OnlyHookRanges', Priority: 1, Action: { Block: {} } });
      const [fromOthers, there] = rules[1].Statement.AndStatement.Statements;
      expect(fromOthers).toEqual({ NotStatement: { Statement: { OrStatement: expect.anything() } } });
      expect(isLike(`${base}/${path}`, there.RegexMatchStatement)).toBe(isShut);
      // Nothing else of the rules looks at where a request goes, but for the limit of sign-in.
      expect(JSON.stringify(rules).match(/RegexString/g)).toHaveLength(2);
    });
  });

  it("has AWS' common rules look at all but bodies, which people write scripts into, and the length of queries, for codes of issuers are long", () => {
    const { Statement, OverrideAction } = rulesOf(generous)[3];
    const kinds = ['SizeRestrictions', 'EC2MetaDataSSRF', 'GenericLFI', 'GenericRFI', 'CrossSiteScripting'];
    const ofBodies = kinds.map((kind) => `${kind}_BODY`);
    expect(OverrideAction).toEqual({ None: {} });
    expect(Statement.ManagedRuleGroupStatement).toEqual({
      VendorName: 'AWS',
      Name: 'AWSManagedRulesCommonRuleSet',
      RuleActionOverrides: [...ofBodies, 'SizeRestrictions_QUERYSTRING'].map((Name) => ({
        Name,
        ActionToUse: { Count: {} },
      })),
    });
  });

  it('keeps no samples of requests: they would show signatures and codes', () => {
    const template = made({ firewall: generous }).template();
    const text = JSON.stringify(template.findResources('AWS::WAFv2::WebACL'));
    expect(text).not.toContain('"SampledRequestsEnabled":true');
    expect(text.match(/"SampledRequestsEnabled":false/g)).toHaveLength(5);
  });

  it('names no address in the template but those that are given, so that no deployment takes one back', () => {
    const template = made({ firewall: { ...generous, addresses: ['203.0.113.0/24'] } }).template();
    template.resourceCountIs('AWS::WAFv2::IPSet', 0);
    template.hasResourceProperties('AWS::CloudFormation::CustomResource', { Given: '203.0.113.0/24', Asked: true });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          GIVEN_ADDRESSES: '203.0.113.0/24',
          HOOK_RANGES_API_URL: 'https://api.github.com',
        }),
      },
    });
  });

  it('reads the addresses once a day', () => {
    const template = made({ firewall: generous }).template();
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 day)',
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('Firewallhandler'), 'Arn'] }, Id: Match.anyValue() }],
    });
  });

  it('lets its function keep the two sets, list the names of all, and nothing else', () => {
    const statements = statementsOf(made({ firewall: generous }).template(), /Firewall/);
    const set = (family: string) => ({
      'Fn::Join': [
        '',
        [
          expect.any(String),
          { Ref: 'AWS::Partition' },
          ':wafv2:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          expect.stringMatching(`^:regional/ipset/Bot-Webhooks-[0-9a-f]{8}-hooks-${family}/\\*$`),
        ],
      ],
    });
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: ['wafv2:CreateIPSet', 'wafv2:TagResource', 'wafv2:GetIPSet', 'wafv2:UpdateIPSet', 'wafv2:DeleteIPSet'],
        Resource: [set('ipv4'), set('ipv6')],
      },
      { Effect: 'Allow', Action: 'wafv2:ListIPSets', Resource: '*' },
    ]);
  });

  it('alarms where the addresses are not refreshed', () => {
    const { stack, webhooks, template } = made({ firewall: generous });
    webhooks.alarmOn(new SnsAction(new Topic(stack, 'Topic')));
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'HookRangesNotRefreshed',
      Threshold: 1,
      AlarmActions: [Match.anyValue()],
    });
  });

  it.each([
    ['an address without a width', '203.0.113.1'],
    ['everybody', '0.0.0.0/0'],
    ['a name', 'github.example.com/24'],
    ['a width beyond the address', '203.0.113.0/33'],
    ['two in one', '203.0.113.0/24,0.0.0.0/0'],
  ])('refuses %s as a block of addresses', (_what, address) => {
    expect(() => made({ firewall: { ...generous, addresses: [address] } })).toThrow(
      `firewall.addresses has ${address}`,
    );
  });

  it('refuses a host of which nothing tells where it posts from, and takes it with addresses', () => {
    const gitHubApiUrl = 'https://github.example.com/api/v3';
    expect(() => made({ gitHubApiUrl, firewall: generous })).toThrow(
      `does not know where ${gitHubApiUrl} posts webhooks from`,
    );
    const template = made({ gitHubApiUrl, firewall: { ...generous, addresses: ['203.0.113.0/24'] } }).template();
    template.hasResourceProperties('AWS::CloudFormation::CustomResource', { Asked: false });
  });

  it.each([generous, { hookRanges: 'only' } as const])('passes the checks of cdk-nag with %j', (firewall) => {
    const { webhooks } = made({ firewall });
    expect(new AwsSolutionsChecks().validateScope(webhooks).violations).toEqual([]);
  });
});
