import { endpointOf, objectUrl } from './service-endpoint';

const before = { ...process.env };
beforeEach(() => {
  process.env.AWS_REGION = 'eu-west-1';
  process.env.APP_FRAMEWORK_URL_SUFFIX = 'amazonaws.com';
  for (const name of [
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_SSM',
    'AWS_ENDPOINT_URL_S3',
    'AWS_ENDPOINT_URL_EVENTBRIDGE',
  ]) {
    delete process.env[name];
  }
});
afterEach(() => {
  process.env = { ...before };
});

describe('endpointOf', () => {
  it.each([
    ['eu-west-1', 'amazonaws.com', 'https://ssm.eu-west-1.amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn', 'https://ssm.cn-north-1.amazonaws.com.cn'],
    ['us-iso-east-1', 'c2s.ic.gov', 'https://ssm.us-iso-east-1.c2s.ic.gov'],
    ['us-isob-east-1', 'sc2s.sgov.gov', 'https://ssm.us-isob-east-1.sc2s.sgov.gov'],
    ['eusc-de-east-1', 'amazonaws.eu', 'https://ssm.eusc-de-east-1.amazonaws.eu'],
  ])('is that of the region %s in its partition', (region, suffix, endpoint) => {
    process.env.AWS_REGION = region;
    process.env.APP_FRAMEWORK_URL_SUFFIX = suffix;
    expect(endpointOf('ssm')).toBe(endpoint);
  });

  it('is what the environment names, for the service first', () => {
    process.env.AWS_ENDPOINT_URL = 'http://all/';
    expect(endpointOf('ssm')).toBe('http://all');
    process.env.AWS_ENDPOINT_URL_SSM = 'http://one';
    expect(endpointOf('ssm')).toBe('http://one');
    process.env.AWS_ENDPOINT_URL_EVENTBRIDGE = 'http://bus';
    expect(endpointOf('events')).toBe('http://bus');
  });

  it('fails where nothing says how the hosts of the partition end', () => {
    delete process.env.APP_FRAMEWORK_URL_SUFFIX;
    expect(() => endpointOf('ssm')).toThrow('APP_FRAMEWORK_URL_SUFFIX');
  });
});

describe('objectUrl', () => {
  it('has the bucket in the host, and every character of the key that means something escaped', () => {
    expect(objectUrl({ bucket: 'archive', key: "2026/a b+c?#%!'()*~/ü" })).toBe(
      'https://archive.s3.eu-west-1.amazonaws.com/2026/a%20b%2Bc%3F%23%25%21%27%28%29%2A~/%C3%BC',
    );
  });

  it('has it in the path where its dots would not fit the certificate, and at an endpoint that is named', () => {
    expect(objectUrl({ bucket: 'a.b', key: 'k' })).toBe('https://s3.eu-west-1.amazonaws.com/a.b/k');
    process.env.AWS_ENDPOINT_URL_S3 = 'http://127.0.0.1:1234/';
    expect(objectUrl({ bucket: 'a', key: 'k' })).toBe('http://127.0.0.1:1234/a/k');
  });
});
