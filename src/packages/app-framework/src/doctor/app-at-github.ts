import { createGitHub, type GitHubRoute } from '../github/github';
import type { GitHubAnswer, GitHubFailure } from '../github/outcome';
import { allInstallations } from './app-lack';

/** Tokens as a deployment gives them out: who looks signs nothing. */
export interface AppTokens {
  /** @throws UnsignedError where the deployment answers that it does not sign */
  readonly ofApp: () => Promise<string>;
  /** With these permissions at most. */
  readonly ofInstallation: (installationId: number, permissions: Readonly<Record<string, 'read'>>) => Promise<string>;
}

export interface AppCollaborators {
  readonly appId: number;
  /** Base of the REST API. */
  readonly baseUrl: string;
  readonly tokens: AppTokens;
}

/** The deployment answers, and does not sign for the App. */
export class UnsignedError extends Error {
  override readonly name = 'UnsignedError';
}

/** GitHub did not do what it was asked. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';

  constructor(
    message: string,
    readonly outcome: GitHubFailure,
  ) {
    super(message);
  }
}

/** Of one request with a new token of the App. */
export interface TimedAnswer {
  /** What the answer says: GitHub's own time. */
  readonly date: Date | undefined;
  /** By this machine's clock, from the token to the answer. */
  readonly elapsedMilliseconds: number;
  readonly token: string;
}

export type AppAtGitHub = ReturnType<typeof createAppAtGitHub>;
type Parameters = Readonly<Record<string, unknown>>;

/** An App at GitHub, as it and its installations see it. What is asked twice is remembered. */
export function createAppAtGitHub({ appId, baseUrl, tokens }: AppCollaborators) {
  const gitHub = createGitHub();
  const ask = async (route: GitHubRoute, parameters: Parameters, token: string): Promise<GitHubAnswer> => {
    const outcome = await gitHub.request({ baseUrl, route, parameters, token });
    if (outcome.kind === 'answered') return outcome;
    const how = outcome.status === undefined ? 'failed' : `was answered with ${outcome.status}`;
    throw new UnansweredError(`${route} of App ${appId} at ${baseUrl} ${how}: ${outcome.message}`, outcome);
  };
  let appToken: string | undefined;
  const page = async (route: GitHubRoute, parameters: Parameters): Promise<GitHubAnswer> => {
    appToken ??= await tokens.ofApp();
    return ask(route, parameters, appToken);
  };
  const asApp = async (route: GitHubRoute, parameters: Parameters = {}): Promise<unknown> =>
    (await page(route, parameters)).data;
  let app: unknown;
  let installations: readonly unknown[] | undefined;

  return {
    appId,
    baseUrl,
    /** A new one, signed now. @throws Error where the deployment does not sign */
    token: tokens.ofApp,
    /** @throws UnansweredError */
    ask: asApp,
    /** The same, and where the next page is. @throws UnansweredError */
    page,

    /** As `GET /app` tells it. */
    async itself(): Promise<unknown> {
      app ??= await asApp('GET /app');
      return app;
    },

    async installations(): Promise<readonly unknown[]> {
      installations ??= await allInstallations(asApp);
      return installations;
    },

    /** Asks as an installation, with these permissions. */
    async asInstallation(installationId: number, permissions: Readonly<Record<string, 'read'>>) {
      const token = await tokens.ofInstallation(installationId, permissions);
      return async (route: GitHubRoute, parameters: Parameters = {}): Promise<unknown> =>
        (await ask(route, parameters, token)).data;
    },

    /** One request, for the times of both sides. What else is answered does not matter. */
    async timed(): Promise<TimedAnswer> {
      const token = await tokens.ofApp();
      const begun = performance.now();
      let date: string | null = null;
      const noting: typeof fetch = async (input, init) => {
        const answer = await fetch(input, init);
        date = answer.headers.get('date');
        return answer;
      };
      await createGitHub({ fetch: noting }).request({ baseUrl, route: 'GET /app', token });
      const elapsedMilliseconds = performance.now() - begun;
      return { date: date === null ? undefined : new Date(date), elapsedMilliseconds, token };
    },
  };
}
