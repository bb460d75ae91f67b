/**
 * The newest version of which every dependency is in the registry: later ones carry some of them only inside their own
 * package, which yarn does not look into.
 */
export const cdkLib = '2.270.0';

/** One range for every AWS SDK client: two make two versions of `@smithy/types`, whose types do not fit each other. */
export const awsSdk = '^3.1162.0';

/** The SDK's clients of these services, by the names that its packages have. */
export function awsClients(...services: readonly string[]): Record<string, string> {
  return Object.fromEntries(services.map((service) => [`@aws-sdk/client-${service}`, awsSdk]));
}

export const octokit = {
  '@octokit/core': '^7.0.8',
  '@octokit/plugin-retry': '^8.1.1',
  '@octokit/plugin-throttling': '^11.0.5',
  '@octokit/types': '^18.0.0',
};

/** Whose schemas configurations are checked by, in tests and documents. */
export const schemaLibraries = { valibot: '^1.4.0', zod: '^4.6.7' };

/** What the Smithy generator's output imports. */
export const generatedClient = {
  '@aws-crypto/sha256-browser': '5.2.0',
  '@aws-crypto/sha256-js': '5.2.0',
  '@aws-sdk/core': '^3.981.0',
  '@aws-sdk/credential-provider-node': '^3.972.97',
  '@aws-sdk/middleware-host-header': '^3.972.56',
  '@aws-sdk/middleware-logger': '^3.972.55',
  '@aws-sdk/middleware-recursion-detection': '^3.972.57',
  '@aws-sdk/middleware-user-agent': '^3.972.85',
  '@aws-sdk/region-config-resolver': '^3.972.59',
  '@aws-sdk/types': '^3.975.1',
  '@aws-sdk/util-endpoints': '^3.996.54',
  '@aws-sdk/util-user-agent-browser': '^3.972.56',
  '@aws-sdk/util-user-agent-node': '^3.973.71',
  '@smithy/config-resolver': '^4.7.2',
  '@smithy/core': '^3.41.0',
  '@smithy/fetch-http-handler': '^5.8.1',
  '@smithy/hash-node': '^4.5.2',
  '@smithy/invalid-dependency': '^4.5.2',
  '@smithy/middleware-content-length': '^4.5.2',
  '@smithy/middleware-endpoint': '^4.7.2',
  '@smithy/middleware-retry': '^4.8.2',
  '@smithy/node-config-provider': '^4.6.2',
  '@smithy/node-http-handler': '^4.14.2',
  '@smithy/protocol-http': '^5.6.2',
  '@smithy/signature-v4': '^5.7.5',
  '@smithy/smithy-client': '^4.15.2',
  '@smithy/types': '^4.20.0',
  '@smithy/url-parser': '^4.5.2',
  '@smithy/util-base64': '^4.6.2',
  '@smithy/util-body-length-browser': '^4.5.2',
  '@smithy/util-body-length-node': '^4.5.2',
  '@smithy/util-defaults-mode-browser': '^4.6.2',
  '@smithy/util-defaults-mode-node': '^4.5.2',
  '@smithy/util-endpoints': '^3.7.2',
  '@smithy/util-middleware': '^4.5.2',
  '@smithy/util-retry': '^4.6.2',
  '@smithy/util-utf8': '^4.5.2',
  tslib: '^2.9.1',
};
