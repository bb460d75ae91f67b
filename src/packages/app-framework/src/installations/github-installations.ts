import { gitHubFailed } from '../api/api-error';
import type { AppToken, AppTokens } from '../app-tokens/app-token';
import type { GitHub, GitHubRoute } from '../github/github';
import type { GitHubFailure, GitHubOutcome } from '../github/outcome';
import { isAboutTheApp, refusedByGitHub } from './github-refusal';
import { type Installation, isOdd, type OddInstallation, parseInstallation } from './installation';

/** An App that asks, and how much time it has for it. */
export interface AskingApp {
  readonly appId: number;
  /** Asked for with each request: so what is known here costs no signature, and long work outlives a token. */
  readonly appToken: () => Promise<AppToken>;
  readonly remainingMilliseconds: () => number;
  /** Called before each request that finds installations; throws where whoever is served has had too many. */
  readonly spendLookUp?: () => Promise<void>;
}

/** An App that asks as itself. */
export function askingApp(appTokens: Pick<AppTokens, 'mint'>, asking: Omit<AskingApp, 'appToken'>): AskingApp {
  return { ...asking, appToken: () => appTokens.mint(asking.appId) };
}

/** One page of the list of an App's installations. */
export interface ListedPage {
  readonly installations: readonly Installation[];
  readonly odd: readonly OddInstallation[];
  /** Just before GitHub was asked: what is known elsewhere since then is newer. */
  readonly askedAt: Date;
}

/** An installation token, and where it was minted. */
export interface HeldToken {
  readonly host: string;
  readonly token: string;
  readonly remainingMilliseconds: () => number;
}

export interface GitHubInstallationsCollaborators {
  readonly gitHub: GitHub;
  /** Base URL for Apps whose row names none. */
  readonly gitHubApiUrl: string;
  readonly now?: () => Date;
}

export type GitHubInstallations = ReturnType<typeof createGitHubInstallations>;

const mint = 'POST /app/installations/{installation_id}/access_tokens';

/** What GitHub says about the installations of an App, read into our own terms. */
export function createGitHubInstallations(collaborators: GitHubInstallationsCollaborators) {
  const { gitHub, gitHubApiUrl, now = () => new Date() } = collaborators;
  const hostOf = (app: { readonly gitHubApiUrl?: string }): string => app.gitHubApiUrl ?? gitHubApiUrl;
  const ask = async (
    app: AskingApp,
    route: GitHubRoute,
    parameters?: Record<string, unknown>,
  ): Promise<GitHubOutcome> => {
    const appToken = await app.appToken();
    return gitHub.request({
      baseUrl: hostOf(appToken),
      route,
      token: appToken.token,
      remainingMilliseconds: app.remainingMilliseconds,
      spends: { appId: app.appId },
      ...(parameters && { parameters }),
    });
  };
  const askForOne = async (app: AskingApp, route: GitHubRoute, parameters: Record<string, unknown>) => {
    const { appId } = app;
    await app.spendLookUp?.();
    const outcome = await ask(app, route, parameters);
    if (outcome.kind === 'not-found' && !isAboutTheApp(outcome)) return undefined;
    if (outcome.kind !== 'answered')
      throw refusedByGitHub(outcome, { appId, action: 'say where the App is installed' });
    const parsed = parseInstallation(appId, outcome.data);
    if (isOdd(parsed))
      throw gitHubFailed(`GitHub described an installation of App ${appId} that is of no use: ${parsed.reason}.`);
    return parsed;
  };

  return {
    now,

    /** Base URL of the API that an App lives on. */
    hostOf,

    /** Absent where GitHub says that there is none, which is not the same as not getting an answer: that throws. */
    findById(app: AskingApp, installationId: number): Promise<Installation | undefined> {
      return askForOne(app, 'GET /app/installations/{installation_id}', { installation_id: installationId });
    },

    findOnOrganization(app: AskingApp, org: string): Promise<Installation | undefined> {
      return askForOne(app, 'GET /orgs/{org}/installation', { org });
    },

    findOnUser(app: AskingApp, username: string): Promise<Installation | undefined> {
      return askForOne(app, 'GET /users/{username}/installation', { username });
    },

    findOnEnterprise(app: AskingApp, enterprise: string): Promise<Installation | undefined> {
      return askForOne(app, 'GET /enterprises/{enterprise}/installation', { enterprise });
    },

    /**
     * All installations, page by page. A page that GitHub refuses throws, so a list that ends has been read to its end.
     *
     * Always the whole list, never what changed `since`: a list of changes does not hold what was removed, and GitHub does not say
     * whether a suspension or a new login of the account counts as one
     * (https://docs.github.com/en/rest/apps/apps#list-installations-for-the-authenticated-app).
     * @throws ApiError
     */
    async *pages(app: AskingApp): AsyncGenerator<ListedPage> {
      const { appId } = app;
      let page: Readonly<Record<string, string>> | undefined = { per_page: '100' };
      while (page) {
        await app.spendLookUp?.();
        const askedAt = now();
        const outcome: GitHubOutcome = await ask(app, 'GET /app/installations', page);
        if (outcome.kind !== 'answered')
          throw refusedByGitHub(outcome, { appId, action: "list the App's installations" });
        yield { ...readPage(appId, outcome.data), askedAt };
        page = outcome.nextPage;
      }
    },

    /** Asks for a token. What the body of the answer holds is still to be read. */
    mint(
      app: AskingApp,
      installationId: number,
      scope: object,
    ): Promise<{ kind: 'answered'; data: unknown } | GitHubFailure> {
      return ask(app, mint, { installation_id: installationId, ...scope });
    },

    /** Makes a token unusable. GitHub takes that from the token itself only. */
    revoke({ host, token, remainingMilliseconds }: HeldToken): Promise<GitHubOutcome> {
      return gitHub.request({ baseUrl: host, route: 'DELETE /installation/token', token, remainingMilliseconds });
    },

    /** Whether GitHub takes a token. Asked by a request that no rate limit counts; a server without rate limits has no such page. */
    async test({ host, token, remainingMilliseconds }: HeldToken): Promise<'taken' | 'refused' | 'unclear'> {
      const outcome = await gitHub.request({ baseUrl: host, route: 'GET /rate_limit', token, remainingMilliseconds });
      if (outcome.kind === 'answered' || outcome.kind === 'not-found') return 'taken';
      return outcome.kind === 'unauthorized' ? 'refused' : 'unclear';
    },

    /** Stops all tokens of an installation until somebody unsuspends it; one that is suspended already stays so. */
    suspend(app: AskingApp, installationId: number): Promise<GitHubOutcome> {
      return ask(app, 'PUT /app/installations/{installation_id}/suspended', { installation_id: installationId });
    },
  };
}

function readPage(appId: number, data: unknown): Omit<ListedPage, 'askedAt'> {
  if (!Array.isArray(data))
    throw gitHubFailed(`GitHub answered a list of the installations of App ${appId} that is no list.`);
  const parsed = data.map((entry: unknown) => parseInstallation(appId, entry));
  return {
    installations: parsed.filter((entry): entry is Installation => !isOdd(entry)),
    odd: parsed.filter(isOdd),
  };
}
