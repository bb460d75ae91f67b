import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { CredentialManager } from '../credential-manager/credential-manager.construct';
import { getsInstallationTokens } from '../credential-manager/function-connection.construct';
import type { HandlerOptions } from './props.construct';

/**
 * Lets a handler get installation tokens, within its ceiling where it has one. What a function was given before by `connect` stays as it is.
 * @throws Error for a ceiling that nothing enforces, and for a handler without one where the deployment refuses such callers
 */
export function grantTokens(
  fn: LambdaFunction,
  { name, ceiling }: HandlerOptions,
  credentials: CredentialManager | undefined,
): void {
  if (!credentials) {
    if (!ceiling) return;
    throw new Error(
      `The handler ${name} has a ceiling, and its WebhookIngestion no credentialManager to get tokens from: give it one, or leave the ceiling out.`,
    );
  }
  if (ceiling) {
    credentials.connect(fn, { ceiling });
    return;
  }
  if (getsInstallationTokens(fn, credentials)) return;
  if (credentials.callersWithoutCeiling === 'refused') {
    throw new Error(
      `The handler ${name} would get no token: callersWithoutCeiling of ${credentials.node.path} is 'refused', and it has no ceiling. ` +
        `Say what it may reach: webhooks.on({ name: '${name}', …, ceiling: { permissions: { issues: 'write' } } }, …).`,
    );
  }
  credentials.connect(fn);
}
