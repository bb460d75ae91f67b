/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles.
 *
 * Lambda puts the credentials of the execution role into the environment before a function starts, and they outlive the
 * process (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime), so
 * the rest of the SDK's chain (profiles, SSO, metadata services) is a third of the bundle that never runs.
 */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new Error(
      'No AWS credentials in the environment: AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set. ' +
        'Lambda sets both from the execution role; anywhere else, set them before the handler starts.',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};
