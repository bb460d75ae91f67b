import { localEnvironment } from './local-environment';

describe('localEnvironment', () => {
  const given = (caller: NodeJS.ProcessEnv) =>
    localEnvironment({
      awsEndpoint: 'http://localhost:4566',
      awsHttpsUrl: 'https://localhost:4568',
      gitHubUrl: 'http://127.0.0.1:4567',
      administrator: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'secret' },
      stateDirectory: '/state',
      caller,
    });

  it.each([
    ['none is named', {}, 'localhost,127.0.0.1,::1'],
    ['some are', { NO_PROXY: 'internal.example.com, localhost' }, 'internal.example.com,localhost,127.0.0.1,::1'],
    ['some are in lower case', { no_proxy: '.example.com' }, '.example.com,localhost,127.0.0.1,::1'],
    ['all are', { NO_PROXY: '*' }, '*'],
  ])('keeps a proxy out of the way to the deployment when %s', (_what, caller, expected) => {
    expect(given(caller)).toMatchObject({ NO_PROXY: expected, no_proxy: expected });
  });
});
