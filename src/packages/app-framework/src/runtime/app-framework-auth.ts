import type { ScopeDown } from '@aws/app-framework-for-github-apps-on-aws-client';
import { readId } from './app-ids';
import { createAuthHook, type SeenResponse } from './auth-hook';
import { type EventOctokitRequest, eventOctokit } from './event-octokit';
import { type OctokitOptions, type StrategyContext, siblingOf } from './octokit-shapes';
import { tapRateLimits } from './rate-limit-tap';
import { type InstallationTokenRequest, refuseUnknown } from './token-request';
import {
  type AppToken,
  createTokenSource,
  type InstallationToken,
  type TokenSource,
  type TokenSourceSettings,
} from './token-source';

/** Settings of the strategy; in a connected function it needs none. */
export interface AppFrameworkAuthSettings extends TokenSourceSettings {
  /** Where tokens come from, to share it with other code; one of its own when absent. */
  readonly tokens?: TokenSource;
  /**
   * Sees every answer of GitHub to a request that carried a token of ours. It must not throw. When absent, a connected function logs what is
   * left of rate limits, for the metrics of its deployment.
   */
  readonly onResponse?: (response: SeenResponse) => void;
  /** Waits between tries of a request; a timer when absent. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** What `auth` of an Octokit with this strategy can hold. What Octokit and Probot put there besides, such as a `privateKey`, is not looked at. */
export interface AppFrameworkAuthOptions {
  /** The connected App when absent: the App's id, or its client id. */
  readonly appId?: number | string | undefined;
  readonly installationId?: number | string | undefined;
  readonly nodeId?: string | undefined;
  readonly owner?: string | undefined;
  readonly repositoryIds?: readonly number[] | undefined;
  readonly repositoryNames?: readonly string[] | undefined;
  readonly permissions?: ScopeDown['permissions'];
  /** Least minutes that tokens must still live; 15 when absent. */
  readonly minimumLifetime?: number | undefined;
}

/** What `octokit.auth(…)` can be asked. */
export type AuthRequest =
  | { readonly type: 'app' }
  | (Omit<AppFrameworkAuthOptions, 'appId'> & {
      readonly type: 'installation';
      /** True for a token that no cache answers. */
      readonly refresh?: boolean;
      readonly factory?: (options: FactoryOptions) => unknown;
    })
  | EventOctokitRequest
  | { readonly type: 'oauth-app' | 'oauth-user' };

/** What a factory makes its Octokit of. */
export type FactoryOptions = AppFrameworkAuthOptions & StrategyContext;

const ownOptions = [
  'appId',
  'installationId',
  'nodeId',
  'owner',
  'repositoryIds',
  'repositoryNames',
  'permissions',
  'minimumLifetime',
];
/** What Octokit, its App, its own strategies and Probot put beside them. */
const othersOptions = [
  'cache',
  'clientId',
  'clientSecret',
  'clientType',
  'createJwt',
  'log',
  'octokit',
  'octokitOptions',
  'otherOptions',
  'privateKey',
  'request',
  'secret',
  'type',
];

/** How long GitHub lets an installation token live. */
const tokenLifetimeMilliseconds = 3_600_000;

/**
 * An authentication strategy for Octokit and Probot whose tokens come from a deployment: no private key, here or in the environment.
 *
 * Requests are made with the installation's token, those to routes for Apps with the App's. After a 401 the token is reported as
 * unusable and the request made again with another.
 *
 * @example
 * const octokit = new Octokit({ authStrategy: createAppFrameworkAuth(), auth: { appId, installationId } });
 */
export function createAppFrameworkAuth(settings: AppFrameworkAuthSettings = {}) {
  const { tokens = createTokenSource(settings), onResponse = tapRateLimits, pause } = settings;

  return function strategy(options: AppFrameworkAuthOptions & StrategyContext = {}) {
    refuseUnknown('auth', options, [...ownOptions, ...othersOptions]);
    const installation = (request: AppFrameworkAuthOptions): InstallationTokenRequest =>
      tokenRequest({ ...options, ...targetOf(request, options), ...definedOf(request) });

    async function auth(
      request: AuthRequest = { type: hasTarget(options) ? 'installation' : 'app' },
    ): Promise<unknown> {
      if (request.type === 'app') return appAuthentication(await tokens.appToken({ appId: options.appId }));
      if (request.type === 'installation') {
        const { type, refresh, factory, ...asked } = request;
        if (!factory) refuseUnknown('auth', asked, ownOptions);
        if (factory) return factory({ ...options, ...targetOf(asked, options), ...definedOf(asked) });
        const wanted = installation(asked);
        return installationAuthentication(
          await (refresh ? tokens.freshInstallationToken(wanted) : tokens.installationToken(wanted)),
        );
      }
      if (request.type === 'event-octokit') {
        return eventOctokit(request, {
          context: options,
          authenticated: (octokit, installationId) => {
            const { nodeId, owner, ...others } = authOf(options);
            const own: OctokitOptions = {
              ...options.octokitOptions,
              authStrategy: strategy,
              auth: { ...others, installationId },
            };
            return siblingOf(octokit, own);
          },
        });
      }
      throw new Error(
        `createAppFrameworkAuth does not answer ${JSON.stringify(request.type)}: a deployment has no client secret to do so. Use @octokit/auth-oauth-app for that.`,
      );
    }

    const hook = createAuthHook({
      tokens,
      appId: () => options.appId,
      // Probot puts a `request` of its own there, which knows no address.
      baseUrl: () => (options.octokit ?? options).request?.endpoint.DEFAULTS.baseUrl,
      installation: () => (hasTarget(options) ? installation({}) : undefined),
      onResponse,
      ...(pause && { pause }),
    });
    return Object.assign(auth, { hook });
  };
}

function authOf({ octokit, octokitOptions, ...auth }: FactoryOptions): AppFrameworkAuthOptions {
  return auth;
}

function hasTarget({ installationId, nodeId, owner }: AppFrameworkAuthOptions): boolean {
  return installationId !== undefined || nodeId !== undefined || owner !== undefined;
}

/** A request that names a target takes the place of the target that the Octokit was made with. */
function targetOf(request: AppFrameworkAuthOptions, made: AppFrameworkAuthOptions): AppFrameworkAuthOptions {
  const { installationId, nodeId, owner } = hasTarget(request) ? request : made;
  return { installationId, nodeId, owner };
}

function definedOf(request: AppFrameworkAuthOptions): AppFrameworkAuthOptions {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}

function tokenRequest(options: AppFrameworkAuthOptions): InstallationTokenRequest {
  const { appId, installationId, nodeId, owner, repositoryIds, repositoryNames, permissions, minimumLifetime } =
    options;
  const isScoped = repositoryIds !== undefined || repositoryNames !== undefined || permissions !== undefined;
  return {
    appId,
    installationId: idOf(installationId),
    nodeId,
    owner,
    minimumLifetime,
    ...(isScoped && {
      scopeDown: {
        ...(repositoryIds && { repositoryIds: [...repositoryIds] }),
        ...(repositoryNames && { repositoryNames: [...repositoryNames] }),
        ...(permissions && { permissions }),
      },
    }),
  };
}

function idOf(id: number | string | undefined): number | undefined {
  return id === undefined ? undefined : readId(id);
}

function appAuthentication({ token, appId, expiresAt }: AppToken) {
  return { type: 'app', token, appId, expiresAt: expiresAt.toISOString() } as const;
}

function installationAuthentication({ token, installationId, expiresAt, scope }: InstallationToken) {
  const { repositoryIds, repositoryNames, permissions = {} } = scope;
  return {
    type: 'token',
    tokenType: 'installation',
    token,
    installationId,
    permissions,
    createdAt: new Date(expiresAt.getTime() - tokenLifetimeMilliseconds).toISOString(),
    expiresAt: expiresAt.toISOString(),
    repositorySelection: repositoryIds || repositoryNames ? 'selected' : 'all',
    ...(repositoryIds && { repositoryIds }),
    ...(repositoryNames && { repositoryNames }),
  } as const;
}
