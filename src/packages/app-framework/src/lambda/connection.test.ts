import { readConnection, readMeasuredDeployment } from './connection';

describe('readConnection', () => {
  it('reads what the construct writes', () => {
    expect(
      readConnection({
        APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: 'https://a.example',
        APP_FRAMEWORK_APP_TOKEN_ENDPOINT: 'https://b.example',
        APP_FRAMEWORK_APP_ID: '123456',
      }),
    ).toEqual({
      installationAccessTokenEndpoint: 'https://a.example',
      appTokenEndpoint: 'https://b.example',
      appId: 123456,
    });
  });

  it('leaves out what is not set', () => {
    expect(readConnection({ APP_FRAMEWORK_APP_ID: '' })).toEqual({});
  });

  it.each(['0', '-1', '1.5', '1e3', 'Iv1.abc', '9007199254740993'])('refuses %p as App id', (id) => {
    expect(() => readConnection({ APP_FRAMEWORK_APP_ID: id })).toThrow(/APP_FRAMEWORK_APP_ID is .*digits/);
  });
});

describe('readMeasuredDeployment', () => {
  it('reads what the construct writes', () => {
    const environment = { APP_FRAMEWORK_DEPLOYMENT: 'apps', APP_FRAMEWORK_RATE_LIMIT_METRICS: 'installation' };
    expect(readMeasuredDeployment(environment)).toEqual({ deployment: 'apps', metrics: 'installation' });
  });

  it('finds none where the function is not connected', () => {
    expect(readMeasuredDeployment({})).toBeUndefined();
  });
});
