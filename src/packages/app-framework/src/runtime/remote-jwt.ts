import type { OctokitOptions } from './octokit-shapes';
import { createTokenSource, type TokenSourceSettings } from './token-source';

/** What @octokit/auth-app calls for an App token, instead of signing with a private key. */
export type CreateJwt = (
  appId: string | number,
  timeDifference?: number,
) => Promise<{ readonly jwt: string; readonly expiresAt: string }>;

/**
 * An Octokit class for octokit's `App` and for Probot that gets its App tokens from `createJwt`.
 *
 * Both insist on a private key and know of no other signer, while the strategy inside them does: so the options on their way to it are
 * exchanged. Whatever stands as the private key is dropped unread.
 */
export function withJwt<OctokitClass extends object>(Octokit: OctokitClass, createJwt: CreateJwt): OctokitClass {
  return new Proxy(Octokit, {
    construct(target, [options], newTarget) {
      if (typeof target !== 'function') throw new TypeError('withJwt takes an Octokit class.');
      const made: unknown = Reflect.construct(target, [exchanged(options, createJwt)], newTarget);
      return Object(made);
    },
  });
}

/** {@link withJwt} for those who have a deployment: it signs, so that nobody else needs `kms:Sign`. */
export function withDeploymentJwt<OctokitClass extends object>(
  Octokit: OctokitClass,
  settings: TokenSourceSettings = {},
): OctokitClass {
  return withJwt(Octokit, createDeploymentJwt(settings));
}

/** App tokens of a deployment, as `createJwt` for @octokit/auth-app. */
export function createDeploymentJwt(settings: TokenSourceSettings = {}): CreateJwt {
  const tokens = createTokenSource(settings);
  return async (appId) => {
    const { token, expiresAt } = await tokens.appToken({ appId });
    return { jwt: token, expiresAt: expiresAt.toISOString() };
  };
}

/** Only where an App authenticates: Probot and `App` also make Octokits with a token, or with none. */
function exchanged(options: unknown, createJwt: CreateJwt): OctokitOptions {
  if (!isRecord(options)) return {};
  const { auth } = options;
  if (!isRecord(auth) || !('appId' in auth) || 'token' in auth) return options;
  const { privateKey, ...others } = auth;
  return { ...options, auth: { ...others, createJwt } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
