const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refuses an environment in which local and real AWS meet: an endpoint on loopback with credentials that are not a local
 * deployment's, local credentials with an endpoint that is not on loopback, or endpoints of both kinds. A mistake here
 * would deploy to, or take down, somebody's account. The credentials of a local deployment are marked by
 * `APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID`.
 */
export function refuseMixedEndpoints(environment: NodeJS.ProcessEnv): void {
  const endpoints = Object.entries(environment).filter(
    (entry): entry is [string, string] => /^AWS_ENDPOINT_URL(_|$)/.test(entry[0]) && Boolean(entry[1]),
  );
  const local = endpoints.filter(([, url]) => isLoopback(url)).map(([name]) => name);
  const real = endpoints.filter(([, url]) => !isLoopback(url)).map(([name]) => name);
  if (local.length > 0 && real.length > 0) {
    throw new Error(
      `Refusing to mix local and real AWS: ${local.join(', ')} is on loopback, ${real.join(', ')} is not.`,
    );
  }
  const keyId = environment.AWS_ACCESS_KEY_ID;
  const localKey = keyId !== undefined && keyId === environment.APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID;
  if (localKey && local.length === 0) {
    throw new Error(
      'Refusing to use the credentials of a local deployment without its endpoint: set AWS_ENDPOINT_URL, or unset ' +
        'AWS_ACCESS_KEY_ID and APP_FRAMEWORK_LOCAL_ACCESS_KEY_ID.',
    );
  }
  if (local.length === 0) return;
  const others = ['AWS_PROFILE', 'AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'].filter((name) => environment[name]);
  if (!localKey || others.length > 0) {
    throw new Error(
      `Refusing to use ${others.length > 0 ? others.join(', ') : 'these credentials'} with ${local.join(', ')} on loopback: they are not ` +
        'of the local deployment. Take all variables from `app-framework-local env`.',
    );
  }
}

export function isLoopback(url: string): boolean {
  return URL.canParse(url) && loopbackHosts.has(new URL(url).hostname);
}
