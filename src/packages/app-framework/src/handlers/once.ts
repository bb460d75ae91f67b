import { createHash } from 'node:crypto';
import { askReplayPrefix } from '../as-user/user-token-request';
import { DoNotRetryError } from '../event-context/do-not-retry';
import { field } from '../lambda/parsed-json';
import type { HandlerOctokit } from './handler-octokit';
import { hidden } from './hidden-mark';
import type { EventContext } from './serve-events';

/**
 * Does the writes of `work` once for a delivery, however often its handler is tried: a comment, an issue, a check run or a label that an
 * earlier try made at GitHub is found, and answered in place of a second one. `name` tells the uses in one handler apart, and stays the same.
 *
 * Work that goes on after a sign-in is the same work: what it wrote before is found. Every other replay writes anew.
 *
 * Made with the Octokit that `work` is given, comments and issues end with a hidden mark and check runs have it as `external_id`. Other
 * POSTs are refused, for they cannot be found again.
 */
export type Once = <Result>(name: string, work: (octokit: HandlerOctokit) => Promise<Result>) => Promise<Result>;

export interface OnceSettings {
  readonly context: Pick<EventContext, 'delivery' | 'handler'>;
  /** Whose writes they are: no name that an author gives makes a mark of ours. */
  readonly of: 'the author' | 'the framework';
  /** Whether a try began before that may have written. */
  readonly isRepeated: boolean;
  /** Absent where the event has no installation. */
  readonly makeOctokit: (() => HandlerOctokit) | undefined;
}

/** Clocks of GitHub and AWS differ by less. */
const skewMilliseconds = 5 * 60_000;

export function createOnce({ context, of, isRepeated, makeOctokit }: OnceSettings): Once {
  const { delivery, handler } = context;
  const used = new Set<string>();
  // After a sign-in the same work goes on; every other replay is work of its own.
  const goesOn = delivery.replay_id?.startsWith(askReplayPrefix) === true;
  const mayBeThere = isRepeated || goesOn;

  return async function once(name, work) {
    if (!makeOctokit) throw new DoNotRetryError('once writes as an installation, and the event belongs to none.');
    if (used.has(name)) throw new DoNotRetryError(`once was used twice with the name ${name}: give each use its own.`);
    used.add(name);
    const [looking, writing] = [makeOctokit(), makeOctokit()];
    let writes = 0;
    writing.hook.wrap('request', async (request, options) => {
      const { method, url } = writing.request.endpoint.parse(options);
      if (method !== 'POST') return request(options);
      const place = placeOf(new URL(url).pathname);
      if (!place) {
        throw new DoNotRetryError(
          `once does not cover POST ${new URL(url).pathname}: it can find comments, issues, check runs and labels again.`,
        );
      }
      // Adding a label that is there adds nothing.
      if (place.kind === 'labels') return request(options);
      writes += 1;
      const mark = markOf(`${name} ${writes}`);
      // Nothing can be there before the second try that ever began.
      const made = mayBeThere ? await find(looking, { ...place, mark, sent: options }) : undefined;
      if (made !== undefined) return { status: 200 as const, url, headers: {}, data: made };
      const marked =
        place.kind === 'check-runs' ? { external_id: mark } : { body: `${options.body ?? ''}\n\n${hidden(mark)}` };
      // In place: what a hook hands on does not reach the hooks before it (https://github.com/gr2m/before-after-hook).
      return request(Object.assign(options, marked));
    });
    return work(writing);
  };

  function markOf(what: string): string {
    const parts = [delivery.delivery_key, goesOn ? '' : (delivery.replay_id ?? ''), handler, what];
    const whole = of === 'the author' ? parts.join('\n') : JSON.stringify(parts);
    return createHash('sha256').update(whole).digest('hex').slice(0, 32);
  }

  /** What an earlier try made: by this App, marked, and not before the delivery arrived. */
  async function find(octokit: HandlerOctokit, { kind, owner, repo, at, mark, sent }: Search): Promise<unknown> {
    const since = new Date(Date.parse(delivery.received_at) - skewMilliseconds).toISOString();
    const common = { owner, repo, per_page: 100 };
    const app = delivery.app_id;
    const isOurs = (one: unknown) =>
      field(field(one, 'performed_via_github_app'), 'id') === app && String(field(one, 'body')).includes(hidden(mark));
    const isOurCheck = (one: unknown) => field(field(one, 'app'), 'id') === app && field(one, 'external_id') === mark;
    const { iterator } = octokit.paginate;
    // GitHub does not say through which App these were made, only whose account wrote them. Whoever gets the same delivery can make its marks.
    const isMarked = (one: unknown) => String(field(one, 'body')).includes(hidden(mark));
    let login: Promise<string> | undefined;
    const isOfBot = async (one: unknown) => {
      if (!isMarked(one) || field(field(one, 'user'), 'type') !== 'Bot') return false;
      login ??= ownLogin(octokit);
      return field(field(one, 'user'), 'login') === (await login);
    };
    if (kind === 'replies') {
      const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
      return first(iterator(route, { ...common, pull_number: Number(at), since }), isOfBot);
    }
    if (kind === 'commit-comments') {
      return first(
        iterator('GET /repos/{owner}/{repo}/commits/{commit_sha}/comments', { ...common, commit_sha: at }),
        isOfBot,
      );
    }
    if (kind === 'comments') {
      const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
      return first(iterator(route, { ...common, issue_number: Number(at), since }), isOurs);
    }
    if (kind === 'issues') {
      return first(iterator('GET /repos/{owner}/{repo}/issues', { ...common, state: 'all', since }), isOurs);
    }
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
    return first(iterator(route, { ...common, ref: String(sent.head_sha), filter: 'all' }), isOurCheck);
  }
}

interface Place {
  readonly kind: 'comments' | 'replies' | 'commit-comments' | 'issues' | 'check-runs' | 'labels';
  readonly owner: string;
  readonly repo: string;
  /** Number of the issue or pull request, or the commit, that it is on. */
  readonly at: string;
}

interface Search extends Place {
  readonly mark: string;
  readonly sent: Readonly<Record<string, unknown>>;
}

const places: readonly (readonly [Place['kind'], RegExp])[] = [
  ['comments', /^issues\/(\d+)\/comments$/],
  ['labels', /^issues\/(\d+)\/labels$/],
  ['replies', /^pulls\/(\d+)\/comments\/\d+\/replies$/],
  ['commit-comments', /^commits\/([0-9a-f]+)\/comments$/],
  ['issues', /^issues$/],
  ['check-runs', /^check-runs$/],
];

function placeOf(path: string): Place | undefined {
  const [, owner, repo, rest = ''] = /\/repos\/([^/]+)\/([^/]+)\/(.*)$/.exec(path) ?? [];
  if (owner === undefined || repo === undefined) return undefined;
  for (const [kind, form] of places) {
    const [path, at = ''] = form.exec(rest) ?? [];
    if (path !== undefined) return { kind, owner, repo, at };
  }
  return undefined;
}

async function first(
  pages: AsyncIterable<{ readonly data: readonly unknown[] }>,
  is: (one: unknown) => boolean | Promise<boolean>,
): Promise<unknown> {
  for await (const { data } of pages) {
    for (const one of data) if (await is(one)) return one;
  }
  return undefined;
}

/** Of the App's bot, which REST tells the holder of an installation token nowhere. Both logins are those of now. @throws Error where GitHub does not say */
async function ownLogin(octokit: HandlerOctokit): Promise<string> {
  const login = field(field(await octokit.graphql<unknown>('query { viewer { login } }'), 'viewer'), 'login');
  if (typeof login === 'string') return login;
  throw new Error('GitHub was asked for the account of this App’s bot and did not tell it: a mark cannot be believed.');
}
