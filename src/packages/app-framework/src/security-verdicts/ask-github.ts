import { failureOf, type GitHubFailure } from '../github/outcome';
import type { HandlerOctokit } from '../handlers/handler-octokit';
import { field } from '../lambda/parsed-json';

/** What GitHub says, or that it does not. What may be answered the next time is thrown. */
export type Asked =
  | { readonly kind: 'answered'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** What a list of GitHub holds, as far as it was read. */
export type Listed =
  | {
      readonly kind: 'answered';
      readonly data: readonly unknown[];
      readonly isWhole: boolean;
      /** Of dependencies: GitHub has no snapshot of one of the commits that it compared. */
      readonly lacksSnapshot: boolean;
    }
  | Extract<Asked, { readonly kind: 'refused' }>;

type Route = `GET /${string}`;
type Parameters = Readonly<Record<string, unknown>>;

export type AskGitHub = ReturnType<typeof createAskGitHub>;

const perPage = 100;
const warningsHeader = 'x-github-dependency-graph-snapshot-warnings';
/** More of anything is more than a handler can look at in its time. */
const mostPages = 50;
export const mostListed = mostPages * perPage;

/** Reads at GitHub. A refusal is an answer; silence, failures and limits are thrown, for then nothing is known. */
export function createAskGitHub({ octokit, now }: { readonly octokit: HandlerOctokit; readonly now: () => Date }) {
  async function ask(route: Route, parameters: Parameters): Promise<Asked> {
    try {
      return { kind: 'answered', data: (await octokit.request(route, { ...parameters })).data };
    } catch (error) {
      return refusalOf(route, error);
    }
  }

  /** A list to its end, or up to `isEnough`, or the refusal of the first page that is refused. What is beyond so many pages is left out, and told. */
  async function all(
    route: Route,
    parameters: Parameters,
    isEnough: (page: readonly unknown[]) => boolean = () => false,
  ): Promise<Listed> {
    const found: unknown[] = [];
    let pages = 0;
    let lacksSnapshot = false;
    try {
      for await (const { data, headers } of octokit.paginate.iterator(route, { ...parameters, per_page: perPage })) {
        if (pages >= mostPages) return { kind: 'answered', data: found, isWhole: false, lacksSnapshot };
        const page = listIn(data);
        found.push(...page);
        pages += 1;
        lacksSnapshot ||= Boolean(headers[warningsHeader]);
        if (isEnough(page)) break;
      }
    } catch (error) {
      return refusalOf(route, error);
    }
    return { kind: 'answered', data: found, isWhole: true, lacksSnapshot };
  }

  /** @throws what is no refusal, as it came */
  function refusalOf(route: Route, error: unknown): Extract<Asked, { readonly kind: 'refused' }> {
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
