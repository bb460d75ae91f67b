import { settleEnvironment } from './environment';

function settled(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  settleEnvironment(environment);
  const { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: _, ...rest } = environment;
  return rest;
}

describe('settleEnvironment', () => {
  it('takes a variable that is set but empty for one that is not set', () => {
    const empty = ['AWS_REGION', 'AWS_PROFILE', 'AWS_ENDPOINT_URL', 'GITHUB_API_URL', 'HTTPS_PROXY', 'no_proxy'];
    const retirement = { APP_FRAMEWORK_RETIREMENT_WAIT: ' ' };
    expect(settled({ ...Object.fromEntries(empty.map((name) => [name, ''])), ...retirement, OTHER: '' })).toEqual({
      OTHER: '',
    });
  });

  it.each([
    [{ AWS_DEFAULT_REGION: 'eu-west-1' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: '' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'eu-north-1' }, 'eu-north-1'],
    [{ AWS_DEFAULT_REGION: '', AWS_PROFILE: 'work' }, undefined],
  ])('finds in %p the region %s', (environment, region) => {
    expect(settled(environment).AWS_REGION).toBe(region);
  });
});
