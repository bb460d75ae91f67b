import { isLoopback, refuseMixedEndpoints } from './endpoint-guard';

const local = {
  AWS_ENDPOINT_URL: 'http://localhost:4566',
  AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566',
  AWS_ACCESS_KEY_ID: 'AKIALOCAL',
  APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID: 'AKIALOCAL',
};

describe('refuseMixedEndpoints', () => {
  it.each([
    ['a local deployment', local],
    ['a real account by profile', { AWS_PROFILE: 'work' }],
    ['a real account by keys', { AWS_ACCESS_KEY_ID: 'AKIAREAL' }],
    [
      'a real account behind a private endpoint',
      { AWS_ENDPOINT_URL_KMS: 'https://vpce-1.kms.us-east-1.vpce.amazonaws.com' },
    ],
  ])('lets %s pass', (_what, environment) => {
    expect(() => refuseMixedEndpoints(environment)).not.toThrow();
  });

  it.each([
    [
      'endpoints of both kinds',
      { ...local, AWS_ENDPOINT_URL_KMS: 'https://kms.us-east-1.amazonaws.com' },
      'AWS_ENDPOINT_URL_KMS is not',
    ],
    [
      'a host that only begins like loopback',
      { ...local, AWS_ENDPOINT_URL: 'http://localhost.example.com' },
      'AWS_ENDPOINT_URL is not',
    ],
    [
      'local credentials without an endpoint',
      { ...local, AWS_ENDPOINT_URL: '', AWS_ENDPOINT_URL_S3: '' },
      'without its endpoint',
    ],
    ['real keys with a local endpoint', { ...local, AWS_ACCESS_KEY_ID: 'AKIAREAL' }, 'these credentials'],
    ['no keys with a local endpoint', { AWS_ENDPOINT_URL: 'http://localhost:1' }, 'these credentials'],
    ['a profile with a local endpoint', { ...local, AWS_PROFILE: 'work' }, 'AWS_PROFILE'],
    [
      'a web identity with a local endpoint',
      { ...local, AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
      'AWS_WEB_IDENTITY_TOKEN_FILE',
    ],
  ])('refuses %s', (_what, environment, reason) => {
    expect(() => refuseMixedEndpoints(environment)).toThrow(reason);
  });
});

describe('isLoopback', () => {
  it('knows the names of this machine and nothing else', () => {
    expect(['http://localhost:1', 'http://127.0.0.1', 'http://[::1]:1'].every(isLoopback)).toBe(true);
    expect(['https://127.0.0.1.example.com', 'http://0.0.0.0', 'localhost', ''].some(isLoopback)).toBe(false);
  });
});
