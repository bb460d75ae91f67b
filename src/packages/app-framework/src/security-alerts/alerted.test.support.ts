import type { Replier, Reply } from '../github/fake-github.test.support';
import { bring, useConnectedHandler } from '../handlers/connected-handler.test.support';
import type { WebhookFunction } from '../handlers/serve-events';

const repository = '/api/v3/repos/octo-org/web';
const organisation = '/api/v3/repos/octo-org/.github';
const appId = 1234;
const bot = { login: 'my-bot[bot]', type: 'Bot' };
const app = { id: appId };

type Row = Record<string, unknown>;

export interface PullGiven {
  readonly number: number;
  readonly base?: string;
  readonly sha?: string;
  readonly from?: number;
  readonly files?: readonly object[];
}

export const shaOf = (number: number) => String(number).padStart(40, '0');

/** Alerts as GitHub lists them. */
export const codeAlert = (number: number, more: object = {}) => ({
  number,
  state: 'open',
  html_url: `https://ghe.example.com/octo-org/web/security/code-scanning/${number}`,
  rule: { description: `Rule ${number}`, security_severity_level: 'critical' },
  tool: { name: 'CodeQL' },
  most_recent_instance: { state: 'open', location: { path: 'src/a.ts', start_line: 4 } },
  ...more,
});
/** What a tool made of a commit, as GitHub lists it. */
export const analysis = (commit_sha: string, more: object = {}) => ({
  ...{ id: 1, commit_sha, error: '', tool: { name: 'CodeQL' }, ...more },
});
const pullIn = (ref = '') => Number(/^refs\/pull\/(\d+)\//.exec(ref)?.[1] ?? 0);
export const dependencyAlert = (number: number, more: object = {}) => ({
  number,
  state: 'open',
  html_url: `https://ghe.example.com/octo-org/web/security/dependabot/${number}`,
  dependency: { package: { name: 'left-pad' }, manifest_path: 'package.json' },
  security_advisory: { ghsa_id: 'GHSA-aaaa-bbbb-cccc', summary: 'It pads', severity: 'critical' },
  ...more,
});
export const secretAlert = (number: number, more: object = {}) => ({
  number,
  state: 'open',
  html_url: `https://ghe.example.com/octo-org/web/security/secret-scanning/${number}`,
  secret_type_display_name: 'A cloud key',
  ...more,
});

let installations = 500;

/** A repository with alerts and pull requests at a fake GitHub, which keeps what a handler writes. */
export function useAlertedRepository() {
  const { aws, gitHub } = useConnectedHandler();
  let checks: Row[] = [];
  let issues: Row[] = [];
  let comments: Row[] = [];
  let ids = 9_000;
  /** Open pull requests. */
  let listed: readonly object[] = [];

  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    checks = [];
    issues = [];
    comments = [];
    open({});
    pulls({ number: 1 });
    configured({});
    on('GET', `${repository}/issues`, () => ({ body: issues }));
    on('POST', `${repository}/issues`, ({ body }) => {
      const number = 100 + issues.length;
      const issue = { ...Object(body), number, state: 'open', user: bot, performed_via_github_app: app };
      issues.push(issue);
      on('PATCH', `${repository}/issues/${number}`, (changed) => ({ body: Object.assign(issue, changed.body) }));
      commentsOf(number);
      return { status: 201, body: issue };
    });
  });
  afterEach(() => jest.restoreAllMocks());

  const on = (method: string, path: string, reply: Reply | Replier) => gitHub().on(`${method} ${path}`, reply);

  function commentsOf(number: number): void {
    on('GET', `${repository}/issues/${number}/comments`, () => ({ body: comments.filter(({ on }) => on === number) }));
    on('POST', `${repository}/issues/${number}/comments`, ({ body }) => {
      ids += 1;
      const comment: Row = { ...Object(body), id: ids, on: number, user: bot, performed_via_github_app: app };
      comments.push(comment);
      on('PATCH', `${repository}/issues/comments/${ids}`, (edit) => ({ body: Object.assign(comment, edit.body) }));
      return { status: 201, body: comment };
    });
  }

  /** What is open: of code scanning by ref, `refs/heads/main` being the default branch. */
  function open(found: {
    code?: Readonly<Record<string, readonly object[]>>;
    dependabot?: readonly object[];
    secrets?: readonly object[];
    /** By ref; where `code` has a pull request, CodeQL has looked at its head. */
    analyses?: Readonly<Record<string, readonly object[]>>;
  }): void {
    const { code = {}, analyses = {} } = found;
    on('GET', `${repository}/code-scanning/alerts`, ({ query }) => ({
      body: code[query.ref ?? 'refs/heads/main'] ?? [],
    }));
    on('GET', `${repository}/code-scanning/analyses`, ({ query }) => ({
      body: analyses[query.ref ?? ''] ?? (code[query.ref ?? ''] ? [analysis(shaOf(pullIn(query.ref)))] : []),
    }));
    on('GET', `${repository}/dependabot/alerts`, { body: found.dependabot ?? [] });
    on('GET', `${repository}/secret-scanning/alerts`, { body: found.secrets ?? [] });
  }

  /** The open pull requests, each with a head of its own. */
  function pulls(...given: readonly PullGiven[]): void {
    const bodies = given.map(({ number, sha = shaOf(number), from = 42, base = 'main' }) => ({
      ...{ number, state: 'open', head: { sha, ref: `work-${number}`, repo: { id: from } } },
      base: { sha: shaOf(0), ref: base, repo: { id: 42 } },
      // Right after a push it is of the head before.
      merge_commit_sha: shaOf(50),
    }));
    listed = bodies;
    on('GET', `${repository}/pulls`, { body: bodies });
    given.forEach(({ number, sha = shaOf(number), files = [] }, index) => {
      on('GET', `${repository}/pulls/${number}`, { body: bodies[index] });
      on('GET', `${repository}/pulls/${number}/files`, { body: files });
      on('GET', `${repository}/dependency-graph/compare/${shaOf(0)}...${sha}`, { body: [] });
      commentsOf(number);
      checkable(sha);
    });
  }

  function checkable(sha: string): void {
    on('GET', `${repository}/commits/${sha}/check-runs`, () => ({
      body: { check_runs: checks.filter(({ head_sha }) => head_sha === sha).toReversed() },
    }));
    on('POST', `${repository}/check-runs`, ({ body }) => {
      ids += 1;
      const { output, ...said } = Object(body);
      const annotations_count = output.annotations?.length ?? 0;
      const run: Row = { ...said, id: ids, app, output: { ...output, annotations_count } };
      checks.push(run);
      on('PATCH', `${repository}/check-runs/${ids}`, (change) => ({ body: Object.assign(run, change.body) }));
      return { status: 201, body: run };
    });
  }

  /** Begins something, and has it wait where it asks for the open pull requests. */
  const heldAtPulls = <Outcome>(begin: () => Promise<Outcome>) =>
    heldAt(`${repository}/pulls`, { reply: () => ({ body: listed }), begin });

  /** Begins something, and has it wait where it asks GitHub for this; others go past it, and get the same reply. */
  async function heldAt<Outcome>(
    path: string,
    { reply, begin }: { readonly reply: () => Reply; readonly begin: () => Promise<Outcome> },
  ) {
    let release = () => {};
    const slow = await new Promise<{ readonly outcome: Promise<Outcome> }>((isHeld) => {
      let outcome: Promise<Outcome>;
      on('GET', path, async () => {
        on('GET', path, reply);
        await new Promise<void>((go) => {
          release = go;
          isHeld({ outcome });
        });
        return reply();
      });
      outcome = begin();
    });
    return {
      goesOn(): Promise<Outcome> {
        release();
        return slow.outcome;
      },
    };
  }

  /** Texts of the configurations; absent where there is none. */
  function configured({ own, organisation: theirs }: { own?: string; organisation?: string }): void {
    const file = (text: string | undefined): Reply =>
      text === undefined
        ? { status: 404, body: { message: 'Not Found' } }
        : { body: { type: 'file', size: text.length, content: Buffer.from(text).toString('base64') } };
    on('GET', organisation, { body: { name: '.github' } });
    on('GET', `${repository}/contents/.github%2Fmy-bot.json`, file(own));
    on('GET', `${organisation}/contents/.github%2Fmy-bot.json`, file(theirs));
  }

  return {
    aws,
    gitHub,
    on,
    open,
    pulls,
    configured,
    heldAt,
    heldAtPulls,
    checkable,
    repository,
    issues: () => issues,
    comments: () => comments,
    checks: () => checks,
    /** The newest check run of a name on a head. */
    check: (number: number, name = 'my-bot/security') =>
      checks.findLast((run) => run.head_sha === shaOf(number) && run.name === name),
    /** `METHOD path` of what was written, below the repository. */
    written: () =>
      gitHub()
        .requests.filter(({ method, path }) => method !== 'GET' && !path.startsWith('/tokens'))
        .map(({ method, path }) => `${method} ${path.replace(`${repository}/`, '')}`),
    /** All that left the handler: to GitHub, to AWS, to the log. */
    said: () =>
      JSON.stringify([
        gitHub().requests.map(({ method, path, query, body }) => [method, path, query, body]),
        aws().history,
        aws().published,
        jest.mocked(process.stdout.write).mock.calls,
      ]),

    /** Brings an event of the repository, private unless said otherwise. */
    tell(handler: WebhookFunction, event: string, payload: object, more: object = {}) {
      installations += 1;
      const whole = {
        repository: { id: 42, full_name: 'octo-org/web', private: true, default_branch: 'main' },
        ...payload,
      };
      const action = Object(payload).action;
      return bring(handler, {
        ...{ event, action, repository: { id: 42, full_name: 'octo-org/web' } },
        ...{ installation: { id: installations }, app_id: appId },
        delivery_key: `ghe.example.com#${appId}#${installations}`,
        received_at: new Date().toISOString(),
        payload: whole,
        ...more,
      });
    },
  };
}
