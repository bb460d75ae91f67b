import { readOwnApp } from '../github/own-app';
import { optionalVariable } from '../lambda/environment';
import type { AppToken } from './token-source';

export interface AppIdCollaborators {
  /** The App that the process is connected to. */
  readonly connected: () => number | undefined;
  readonly appToken: (appId: number) => Promise<AppToken>;
  /** Base of GitHub's REST API; what `GITHUB_API_URL` says when absent, otherwise that of github.com. */
  readonly gitHubApiUrl?: string | undefined;
}

/**
 * Ids of Apps as people have them. GitHub recommends client ids, which deployments do not know: GitHub is asked once whether it is the
 * connected App's, which takes an App token, and the answer is kept.
 */
export function createAppIds({ connected, appToken, gitHubApiUrl }: AppIdCollaborators) {
  const known = new Map<string, number>();

  async function lookUp(clientId: string): Promise<number> {
    const appId = connected();
    if (appId === undefined) {
      throw new Error(`${clientId} is a client id, and nothing says of which App: give the App's id, a number.`);
    }
    const { token } = await appToken(appId);
    const baseUrl = gitHubApiUrl ?? optionalVariable('GITHUB_API_URL') ?? 'https://api.github.com';
    const outcome = await readOwnApp({ baseUrl, token });
    if (outcome.kind !== 'answered') {
      throw new Error(
        `GitHub did not say whether ${clientId} is App ${appId}: ${outcome.kind}, ${outcome.message}. Give the App's id, a number.`,
      );
    }
    if (outcome.clientId !== clientId) {
      throw new Error(
        `${clientId} is not the client id of App ${appId}, which is connected: give the App's id, a number.`,
      );
    }
    known.set(clientId, appId);
    return appId;
  }

  /** @throws Error where nothing says which App it is */
  return async function appIdOf(given: number | string | undefined): Promise<number> {
    if (typeof given === 'string' && /^Iv[\w.]{6,}$/.test(given)) return known.get(given) ?? lookUp(given);
    const id = given === undefined ? connected() : readId(given);
    if (id !== undefined) return id;
    throw new Error(
      'Nothing says for which App: give appId, or connect the function with credentialManager.connect(fn, { appId }).',
    );
  };
}

/** @throws Error for what is no id */
export function readId(id: number | string): number {
  const number = typeof id === 'string' && !/^\d+$/.test(id) ? Number.NaN : Number(id);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Error(`${JSON.stringify(id)} is no id. Give the number of the App or of the installation.`);
}
