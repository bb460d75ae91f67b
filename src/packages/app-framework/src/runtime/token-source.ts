import { createHash } from 'node:crypto';
import type { ActualScope, GetInstallationTokenOutput } from '@aws/app-framework-for-github-apps-on-aws-client';
import { createInFlight } from '../lambda/in-flight';
import { createAppIds } from './app-ids';
import { createDeploymentClient, type DeploymentSettings } from './deployment-client';
import { createKeptTokens, put } from './kept-tokens';
import { type TokenSubject, tokenKey } from './token-key';
import { type InstallationTokenRequest, readTokenRequest } from './token-request';

/** Settings of a token source; `createTokenSource()` in a connected function needs none. */
export interface TokenSourceSettings extends DeploymentSettings {
  /** The time; the machine's when absent. */
  readonly now?: () => Date;
  /** Base of GitHub's REST API, for client ids; what `GITHUB_API_URL` says when absent, otherwise that of github.com. */
  readonly gitHubApiUrl?: string;
}

/** A token that acts for an installation. */
export interface InstallationToken {
  readonly token: string;
  readonly expiresAt: Date;
  readonly appId: number;
  readonly installationId: number;
  readonly nodeId: string;
  /** What it turned out to reach. */
  readonly scope: ActualScope;
  /** Base URL of the REST API that it is for; absent where the deployment is older than that. */
  readonly gitHubApiUrl?: string;
}

/** A token that speaks for an App. */
export interface AppToken {
  readonly token: string;
  readonly expiresAt: Date;
  readonly appId: number;
}

/** What `createTokenSource` makes. */
export type TokenSource = ReturnType<typeof createTokenSource>;

const defaultMinimumLifetime = 15;
const minute = 60_000;
/** The deployment hands out App tokens with 3 minutes left or more; here one is used down to the last of them. */
const appTokenReserveMilliseconds = minute;
/** A token that GitHub refuses, and that the deployment keeps, must not make every request a call to the deployment. */
const reportPauseMilliseconds = 10_000;

/**
 * Tokens for code that acts on GitHub, kept in this process: a token that is there costs a look into a map. It is asked for anew when
 * it would live shorter than was asked for, by one call however many ask at the same time. Failures are not kept.
 *
 * Make one outside the handler, so that it outlives an invocation.
 *
 * @example
 * const tokens = createTokenSource();
 * const { token } = await tokens.installationToken({ installationId, scopeDown: { permissions: { contents: 'read' } } });
 */
export function createTokenSource(settings: TokenSourceSettings = {}) {
  const { now = () => new Date() } = settings;
  const deployment = createDeploymentClient(settings);
  const tokens = createKeptTokens();
  const appTokens = new Map<number, AppToken>();
  const reports = new Map<string, number>();
  const shareInstallation = createInFlight<InstallationToken>();
  const shareApp = createInFlight<AppToken>();

  const appIdOf = createAppIds({
    connected: () => deployment.appId,
    appToken: (appId) => appTokenOf(appId),
    gitHubApiUrl: settings.gitHubApiUrl,
  });
  const livesLongEnough = ({ expiresAt }: { readonly expiresAt: Date }, milliseconds: number): boolean =>
    expiresAt.getTime() - now().getTime() >= milliseconds;

  const ask = (key: string, subject: TokenSubject, asking: Asking): Promise<InstallationToken> =>
    shareInstallation(`${asking.minimumLifetime} ${asking.unusable} ${key}`, () => answered(key, subject, asking));

  async function answered(key: string, subject: TokenSubject, asking: Asking): Promise<InstallationToken> {
    const { minimumLifetime, unusable } = asking;
    const report = unusable === undefined ? {} : { unusableTokenHash: hashOf(unusable) };
    const token = tokenOf(await deployment.getInstallationToken({ ...subject, minimumLifetime, ...report }));
    if (unusable !== undefined && unusable !== token.token) tokens.bury(unusable);
    // Told of it, the deployment has looked at GitHub: it lives after all.
    if (unusable === token.token) tokens.revive(token.token);
    if (!tokens.isDead(token.token) || unusable !== undefined) {
      tokens.keep(key, token);
      return token;
    }
    // It died while it was on its way here, or the deployment was not told yet: that may have brought another one meanwhile.
    const known = tokens.get(key);
    if (known && livesLongEnough(known, leastOf(asking))) return known;
    return ask(key, subject, { minimumLifetime, unusable: token.token });
  }

  async function appTokenOf(appId: number): Promise<AppToken> {
    const known = appTokens.get(appId);
    if (known && livesLongEnough(known, appTokenReserveMilliseconds)) return known;
    return shareApp(`${appId}`, async () => {
      const { appToken, expirationTime } = await deployment.getAppToken(appId);
      const token = { token: appToken, expiresAt: expirationTime, appId };
      put(appTokens, appId, token);
      return token;
    });
  }

  const subjectOf = async (request: InstallationTokenRequest): Promise<TokenSubject> => {
    const target = readTokenRequest(request);
    return { appId: await appIdOf(request.appId), ...target };
  };

  return {
    /** A token that lives long enough. @throws the errors of the client package, as the deployment answers them */
    async installationToken(request: InstallationTokenRequest): Promise<InstallationToken> {
      const subject = await subjectOf(request);
      const key = tokenKey(subject);
      const known = tokens.get(key);
      if (known && livesLongEnough(known, leastOf(request))) return known;
      return ask(key, subject, { minimumLifetime: request.minimumLifetime });
    },

    /** A token that nobody else is given; it is not kept, here or in any cache. */
    async freshInstallationToken(request: InstallationTokenRequest): Promise<InstallationToken> {
      const { minimumLifetime } = request;
      const subject = await subjectOf(request);
      return tokenOf(await deployment.getInstallationToken({ ...subject, minimumLifetime, fresh: true }));
    },

    /**
     * What to use after GitHub answered 401 to `unusable`: the deployment is told, once for all who saw it, and answers another token.
     * It may be the same one, where GitHub told the deployment that it lives: a token may take seconds to be known to all of GitHub. A
     * token that was replaced is not handed out again.
     */
    async replaceInstallationToken(request: InstallationTokenRequest, unusable: string): Promise<InstallationToken> {
      const subject = await subjectOf(request);
      const key = tokenKey(subject);
      const { minimumLifetime } = request;
      const known = tokens.get(key);
      // Somebody else in this process reported it already, for this target or under another name of it.
      if (known && known.token !== unusable && livesLongEnough(known, minute)) return known;
      if (tokens.isDead(unusable)) return ask(key, subject, { minimumLifetime });
      const time = now().getTime();
      const isReported = time - (reports.get(key) ?? Number.NEGATIVE_INFINITY) < reportPauseMilliseconds;
      if (known && isReported && livesLongEnough(known, 0)) return known;
      try {
        return await ask(key, subject, { minimumLifetime, unusable });
      } finally {
        put(reports, key, time);
      }
    },

    /** Makes nobody here get this token again, and the deployment hear of it with the next ask: it was revoked. */
    forgetInstallationToken({ token }: InstallationToken): void {
      tokens.bury(token);
    },

    /** A token that speaks for the App, the connected one when none is named. */
    async appToken({ appId }: { readonly appId?: number | string | undefined } = {}): Promise<AppToken> {
      return appTokenOf(await appIdOf(appId));
    },

    /** Makes the next ask for an App token go to the deployment, if this is the one that is kept. */
    forgetAppToken({ appId, token }: AppToken): void {
      if (appTokens.get(appId)?.token === token) appTokens.delete(appId);
    },
  };
}

interface Asking {
  readonly minimumLifetime?: number | undefined;
  /** A token that GitHub refused, to report. */
  readonly unusable?: string | undefined;
}

function tokenOf(answer: GetInstallationTokenOutput): InstallationToken {
  return {
    token: answer.installationToken,
    expiresAt: answer.expirationTime,
    appId: answer.appId,
    installationId: answer.installationId,
    nodeId: answer.nodeId,
    scope: answer.actualScopeDown,
    ...(answer.gitHubApiUrl && { gitHubApiUrl: answer.gitHubApiUrl }),
  };
}

function leastOf({ minimumLifetime = defaultMinimumLifetime }: Pick<Asking, 'minimumLifetime'>): number {
  return minimumLifetime * minute;
}

/** The form in which the deployment is told of a token. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
