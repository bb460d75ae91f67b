import { placeOf } from './target';

const local = {
  AWS_ENDPOINT_URL: 'http://localhost:4566',
  AWS_ENDPOINT_URL_S3: 'http://localhost:4566',
  AWS_ACCESS_KEY_ID: 'AKIALOCAL',
  APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID: 'AKIALOCAL',
  APP_FRAMEWORK_LOCAL_GITHUB: 'http://127.0.0.1:4010',
};
const real = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'AKIAREAL' };

describe('placeOf', () => {
  it('knows a local deployment and a real account', () => {
    expect(placeOf(local)).toBe('local AWS');
    expect(placeOf(real)).toBe('AWS');
    expect(placeOf({ AWS_PROFILE: 'sandbox' })).toBe('AWS');
  });

  it.each([
    ['real credentials on loopback', { ...local, AWS_ACCESS_KEY_ID: 'AKIAREAL' }],
    ['a profile on loopback', { ...local, AWS_ACCESS_KEY_ID: undefined }],
    [
      'local credentials without an endpoint',
      { ...local, AWS_ENDPOINT_URL: undefined, AWS_ENDPOINT_URL_S3: undefined },
    ],
    ['endpoints of both kinds', { ...local, AWS_ENDPOINT_URL_S3: 'https://s3.eu-central-1.amazonaws.com' }],
    ['a local AWS without a local GitHub', { ...local, APP_FRAMEWORK_LOCAL_GITHUB: undefined }],
    ['a real account with a local GitHub', { ...real, APP_FRAMEWORK_LOCAL_GITHUB: 'http://127.0.0.1:4010' }],
    ['a local GitHub that is not on loopback', { ...local, APP_FRAMEWORK_LOCAL_GITHUB: 'http://192.0.2.1' }],
  ])('refuses %s', (_case, environment) => {
    expect(() => placeOf(environment)).toThrow('Refusing to start');
  });
});
