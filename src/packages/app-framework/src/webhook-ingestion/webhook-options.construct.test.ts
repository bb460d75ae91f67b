import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Alias, type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { CredentialManager } from '../credential-manager/credential-manager.construct';
import { handlerIn, made, statementsOf } from './webhook-stack.test.support';

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('payloadKey of WebhookIngestion', () => {
  function withKey() {
    const app = new App();
    const keys = new Stack(app, 'Keys');
    const { stack, webhooks, template } = made({ payloadKey: new Key(keys, 'Key') }, app);
    webhooks.on({ name: 'greet', event: 'issues', lane: 'issue' }, handlerIn(stack));
    return { keys: () => Template.fromStack(keys), template: template() };
  }

  it('encrypts bucket, bus and every queue, and lets the bus use it', () => {
    const { keys, template } = withKey();

    template.allResourcesProperties('AWS::SQS::Queue', {
      KmsMasterKeyId: Match.anyValue(),
      SqsManagedSseEnabled: Match.absent(),
    });
    template.resourceCountIs('AWS::SQS::Queue', 4);
    template.hasResourceProperties('AWS::Events::EventBus', { KmsKeyIdentifier: Match.anyValue() });
    const [key] = Object.values(keys().findResources('AWS::KMS::Key'));
    const statements: { Principal: { Service?: string }; Action: string | string[]; Condition?: unknown }[] =
      key?.Properties.KeyPolicy.Statement;
    const ofBus = statements.filter(
      ({ Principal, Condition }) => Principal.Service === 'events.amazonaws.com' && Condition === undefined,
    );
    const actions = ofBus.flatMap(({ Action }) => Action);
    expect(actions).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
  });

  it('lets those who bring events use it, and the handler read them', () => {
    const { template } = withKey();
    const kmsActions = (role: RegExp) =>
      statementsOf(template, role)
        .flatMap(({ Action }) => Action)
        .filter((action) => action.startsWith('kms:'));

    expect(kmsActions(/Feeder/)).toEqual(expect.arrayContaining(['kms:GenerateDataKey', 'kms:Decrypt']));
    expect(kmsActions(/Repetition/)).toEqual(expect.arrayContaining(['kms:GenerateDataKey', 'kms:Decrypt']));
    expect(kmsActions(/Greeter/)).toContain('kms:Decrypt');
    expect(kmsActions(/Receiver/)).toEqual(['kms:GenerateDataKey']);
  });

  it.each<[string, (stack: Stack) => IKey]>([
    ['by its alias', (stack) => Alias.fromAliasName(stack, 'Managed', 'alias/aws/s3')],
    ['by its ARN', (stack) => Key.fromKeyArn(stack, 'Managed', keyArn.replace(/key\/.*/, 'alias/aws/sqs'))],
  ])('refuses a key that AWS manages, told %s', (_how, keyOf) => {
    const app = new App();
    expect(() => made({ payloadKey: keyOf(new Stack(app, 'Keys')) }, app)).toThrow('is a key that AWS manages');
  });

  it('says what the policy of a key from elsewhere has to allow', () => {
    const app = new App();
    const { stack } = made({ payloadKey: Key.fromKeyArn(new Stack(app, 'Keys'), 'Key', keyArn) }, app);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('let events.amazonaws.com do'));
  });
});

describe('localAws of WebhookIngestion', () => {
  it('is where browsers find all pages, and where GitHub posts to', () => {
    const { stack, webhooks } = made({ localAws: 'https://127.0.0.1:8443' });
    const [pages, own, posted] = [webhooks.foundation.endpoint.pagesUrl, webhooks.apiEndpoint, webhooks.webhookUrl].map(
      (url) => JSON.stringify(stack.resolve(url)),
    );
    expect(pages).toMatch(/"https:\/\/127\.0\.0\.1:8443\/_aws\/execute-api\/",\{"Ref":"[^"]+"\},"\/prod\/"/);
    expect([own, posted]).toEqual([pages, pages?.replace('/prod/', '/prod/webhook')]);
  });
});

describe('customDomain of WebhookIngestion', () => {
  function withDomain(hosted: 'in a zone' | 'elsewhere', basePath?: string) {
    const app = new App();
    const outside = new Stack(app, 'Outside');
    const certificate = Certificate.fromCertificateArn(
      outside,
      'Certificate',
      'arn:aws:acm:eu-west-1:111122223333:certificate/1',
    );
    const zone = { hostedZoneId: 'Z1', zoneName: 'example.com' };
    const hostedZone = HostedZone.fromHostedZoneAttributes(outside, 'Zone', zone);
    const customDomain = {
      domainName: 'webhooks.example.com',
      certificate,
      ...(basePath !== undefined && { basePath }),
      ...(hosted === 'in a zone' && { hostedZone }),
    };
    return made({ customDomain }, app);
  }

  it('leads the domain to the stage, by TLS 1.2 or newer, and is the URL to set at GitHub', () => {
    const { webhooks, template } = withDomain('elsewhere');

    expect(webhooks.webhookUrl).toBe('https://webhooks.example.com/webhook');
    expect(webhooks.apiEndpoint).toBe('https://webhooks.example.com/');
    template().hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'webhooks.example.com',
      EndpointConfiguration: { Types: ['REGIONAL'] },
      SecurityPolicy: 'TLS_1_2',
    });
    template().hasResourceProperties('AWS::ApiGateway::BasePathMapping', {
      BasePath: Match.absent(),
      Stage: { Ref: Match.stringLikeRegexp('DeploymentStageprod') },
    });
    template().resourceCountIs('AWS::Route53::RecordSet', 0);
  });

  it('leaves the rest of the name to others where it has a path of its own, and refuses one that is none', () => {
    const { webhooks, template } = withDomain('elsewhere', 'github');

    expect(webhooks.webhookUrl).toBe('https://webhooks.example.com/github/webhook');
    expect(webhooks.foundation.endpoint.pagesUrl).toBe('https://webhooks.example.com/github/');
    template().hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'github' });
    expect(() => withDomain('elsewhere', '/github')).toThrow('basePath is /github: give one name');
  });

  it('writes the records of the name into the zone that it is given', () => {
    const { template } = withDomain('in a zone');
    for (const Type of ['A', 'AAAA']) {
      template().hasResourceProperties('AWS::Route53::RecordSet', {
        Name: 'webhooks.example.com.',
        Type,
        HostedZoneId: 'Z1',
        AliasTarget: Match.anyValue(),
      });
    }
  });
});

describe('accounts of WebhookIngestion', () => {
  it('is the default of a parameter of the stack, which the deployment tells the receiver', () => {
    const { template } = made({ accounts: { allow: ['octo-org', 9919] } });
    template().hasParameter('WebhooksAllowedAccounts', { Type: 'String', Default: 'octo-org,id:9919' });
    template().hasResourceProperties('AWS::CloudFormation::CustomResource', {
      Accounts: { Ref: 'WebhooksAllowedAccounts' },
    });
  });

  it('lets what keeps the installation table current see events of every account', () => {
    const app = new App();
    const credentialManager = new CredentialManager(new Stack(app, 'Other'), 'Credentials');
    const { template } = made({ accounts: { allow: [] }, credentialManager }, app);
    const sources = Object.values(template().findResources('AWS::Events::Rule')).map(
      ({ Properties }) => Properties.EventPattern?.source,
    );
    expect(sources.filter((source) => source?.includes('github.held'))).toHaveLength(1);
  });

  it.each(['octo org', '', 0, 1.5])('refuses %p', (odd) => {
    expect(() => made({ accounts: { allow: [odd] } })).toThrow('neither a login nor the id of an account');
  });
});
