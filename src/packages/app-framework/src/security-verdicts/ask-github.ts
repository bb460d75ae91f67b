import { failureOf, type GitHubFailure } from '../github/outcome';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';

/** What GitHub says, or that it does not. What may be answered the next time is thrown. */
export type Asked =
  | { readonly kind: 'answered'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

type Route = `GET /${string}`;
type Parameters = Readonly<Record<string, unknown>>;

export type AskGitHub = ReturnType<typeof createAskGitHub>;

const perPage = 100;
/** More of anything is more than a handler can look at in its time. */
const mostPages = 50;

/** Reads at GitHub. A refusal is an answer; silence, failures and limits are thrown, for then nothing is known. */
export function createAskGitHub({ octokit, now }: { readonly octokit: HandlerOctokit; readonly now: () => Date }) {
  async function ask(route: Route, parameters: Parameters): Promise<Asked> {
    try {
      return { kind: 'answered', data: (await octokit.request(route, { ...parameters })).data };
    } catch (error) {
      return refusalOf(route, error);
    }
  }

  /** All pages of a list, or the refusal of the first that is refused. @throws Error for a list that has no end in sight */
  async function all(route: Route, parameters: Parameters): Promise<Asked> {
    const found: unknown[] = [];
    try {
      let pages = 0;
      for await (const { data } of octokit.paginate.iterator(route, { ...parameters, per_page: perPage })) {
        found.push(...listIn(data));
        pages += 1;
        if (pages >= mostPages) throw new Error(`${route} has more than ${mostPages * perPage} entries.`);
      }
    } catch (error) {
      // Such as that the list has no end.
      if (field(error, 'status') === undefined) throw error;
      return refusalOf(route, error);
    }
    return { kind: 'answered', data: found };
  }

  /** @throws what is no refusal, as it came */
  function refusalOf(route: Route, error: unknown): Asked {
    const failure = failureOf({ request: route, error, secrets: [], now: now() });
    if (!isRefusal(failure)) throw error;
    return { kind: 'refused', status: failure.status ?? 0, message: failure.message };
  }

  return { ask, all };
}

function isRefusal({ kind }: GitHubFailure): boolean {
  return kind === 'forbidden' || kind === 'not-found' || kind === 'unprocessable';
}

export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textIn(holder: unknown, ...names: readonly string[]): string {
  const value = names.reduce<unknown>((inner, name) => field(inner, name), holder);
  return typeof value === 'string' ? value : '';
}
