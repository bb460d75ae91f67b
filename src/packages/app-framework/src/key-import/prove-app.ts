import { sealAppJwt, unsignedAppJwt } from '../github/app-jwt';
import type { GitHub } from '../github/github';
import type { GitHubFailure } from '../github/outcome';

/** Signs text with RSASSA-PKCS1-v1_5 and SHA-256. */
export type Sign = (text: string) => Promise<Uint8Array>;

/** A claim to be checked: whoever signs like this is this App at this host. */
export interface AppClaim {
  readonly appId: number;
  readonly gitHubApiUrl: string;
  readonly sign: Sign;
}

/** An App as GitHub describes it. */
export interface AppOnGitHub {
  readonly appId: number;
  readonly slug: string;
}

/** GitHub did not confirm the claim. The message says what it answered and what to look at. */
export class AppNotProvenError extends Error {
  override readonly name = 'AppNotProvenError';

  constructor(
    readonly kind: GitHubFailure['kind'] | 'other-app',
    message: string,
  ) {
    super(message);
  }
}

/** Collaborators of {@link createAppProof}. */
export interface AppProofCollaborators {
  readonly gitHub: GitHub;
  readonly now: () => Date;
  readonly newJwtId: () => string;
}

/** Has GitHub check a claim. */
export type ProveApp = ReturnType<typeof createAppProof>['proveApp'];

/** Asks GitHub who it is that signs, by `GET /app`: the one request that every App may make, whatever its permissions. */
export function createAppProof({ gitHub, now, newJwtId }: AppProofCollaborators) {
  return {
    /** @throws AppNotProvenError where GitHub does not know the signer as this App */
    async proveApp({ appId, gitHubApiUrl, sign }: AppClaim): Promise<AppOnGitHub> {
      const unsigned = unsignedAppJwt({ appId, now: now(), jwtId: newJwtId() });
      const token = sealAppJwt(unsigned, await sign(unsigned.signingInput));
      const outcome = await gitHub.request({ baseUrl: gitHubApiUrl, route: 'GET /app', token });
      if (outcome.kind !== 'answered') {
        throw new AppNotProvenError(outcome.kind, sentenceFor(outcome, { appId, gitHubApiUrl }));
      }
      const app = parseApp(outcome.data, gitHubApiUrl);
      if (app.appId === appId) return app;
      throw new AppNotProvenError(
        'other-app',
        `This is the key of App ${app.appId} (${app.slug}), not of App ${appId}.`,
      );
    },
  };
}

function sentenceFor(failure: GitHubFailure, { appId, gitHubApiUrl }: Omit<AppClaim, 'sign'>): string {
  const answer = `${failure.request} at ${gitHubApiUrl} ${failure.status === undefined ? 'failed' : `answered ${failure.status}`} (${failure.message}).`;
  switch (failure.kind) {
    case 'unauthorized':
      return `${answer} The key is not one of App ${appId} at this host or was deleted there, or the clock here is more than a minute off. Compare the App id and the key fingerprints on the App's settings page.`;
    case 'not-found':
      return `${answer} There is no App ${appId} at this host, or the URL is not the base of GitHub's REST API: that of GitHub Enterprise Server ends in /api/v3.`;
    case 'throttled':
      return `${answer} GitHub asks to wait ${failure.retryAfterSeconds} s.`;
    case 'unavailable':
      return `${answer} Check that the host can be reached from here, and try again.`;
    default:
      return answer;
  }
}

function parseApp(data: unknown, gitHubApiUrl: string): AppOnGitHub {
  const id = fieldOf(data, 'id');
  const slug = fieldOf(data, 'slug');
  if (typeof id !== 'number') {
    throw new AppNotProvenError(
      'unavailable',
      `GET /app at ${gitHubApiUrl} answered without the id of an App. Is this the base URL of GitHub's REST API?`,
    );
  }
  return { appId: id, slug: typeof slug === 'string' ? slug : '' };
}

function fieldOf(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null
    ? Object.entries(data).find(([key]) => key === name)?.[1]
    : undefined;
}
