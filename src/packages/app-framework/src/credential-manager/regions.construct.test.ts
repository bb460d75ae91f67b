import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CredentialManager } from './credential-manager.construct';
import type { CredentialManagerProps } from './props.construct';
import { lacks } from './regions.construct';

const deployTo = (region: string | undefined, props?: CredentialManagerProps) =>
  new CredentialManager(
    new Stack(new App(), 'Stack', region === undefined ? {} : { env: { region } }),
    'Manager',
    props,
  );

describe('CredentialManager in a region', () => {
  it.each([
    ['me-central-1', 'Lambda function URLs'],
    ['us-gov-west-1', 'Lambda function URLs, the JSON log format of Lambda'],
    ['cn-north-1', 'Lambda function URLs, tracing of Lambda functions by X-Ray, import of RSA keys into KMS'],
  ])('refuses %s and names what it lacks', (region, missing) => {
    expect(() => deployTo(region)).toThrow(`to ${region}: AWS does not offer ${missing} there`);
  });

  it('can be told that AWS offers it by now', () => {
    expect(() => deployTo('il-central-1', { unsupportedRegion: 'allowed' })).not.toThrow();
  });

  it.each(['eu-west-1', undefined])('takes %s', (region) => {
    expect(() => deployTo(region)).not.toThrow();
  });

  it('is told of in docs/real-aws.md, region by region', () => {
    const page = readFileSync(join(__dirname, '../../../../../docs/real-aws.md'), 'utf8');
    for (const { what, regions } of lacks) {
      const row = page.split('\n').find((line) => line.toLowerCase().startsWith(`| ${what.toLowerCase()}`)) ?? '';
      expect([...row.matchAll(/`([a-z-]+-\d)`/g)].map(([, region]) => region)).toEqual(regions);
    }
  });
});
