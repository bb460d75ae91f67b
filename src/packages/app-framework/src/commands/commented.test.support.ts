import { bring, useConnectedHandler } from '../handlers/connected-handler.test.support';
import type { WebhookFunction } from '../handlers/serve-events';

const api = '/api/v3';
const repository = `${api}/repos/octo-org/web`;
const permissionPath = `${repository}/collaborators/mona/permission`;
const memberPath = `${api}/orgs/octo-org/members/mona`;

/** What somebody wrote, and where. */
export interface Said {
  readonly body: string;
  readonly event?: string;
  readonly action?: string;
  readonly sender?: Readonly<Record<string, unknown>>;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly comment?: Readonly<Record<string, unknown>>;
  readonly delivery?: Readonly<Record<string, unknown>>;
}

/** The same words in each kind of comment that there is; pull request 5 has head-1, and the commit is abc. */
export function saidIn(body: string) {
  const pull = { issue: undefined, pull_request: { number: 5, head: { sha: 'head-1' } } };
  const review = { id: 71, node_id: 'PRR_71', body, submitted_at: new Date().toISOString() };
  return {
    issue_comment: { event: 'issue_comment', body },
    pull_request: { event: 'issue_comment', body, payload: { issue: { number: 5, pull_request: {} } } },
    pull_request_review_comment: {
      event: 'pull_request_review_comment',
      body,
      comment: { in_reply_to_id: 70, commit_id: 'abc' },
      payload: pull,
    },
    commit_comment: {
      event: 'commit_comment',
      body,
      comment: { commit_id: 'abc' },
      payload: { issue: undefined },
    },
    pull_request_review: {
      event: 'pull_request_review',
      body: '',
      action: 'submitted',
      payload: { ...pull, comment: undefined, review },
    },
  } satisfies Readonly<Record<string, Said>>;
}

/** A repository of an organisation, with mona, who may write to it, and what the bot wrote there. */
export function useCommentedRepository() {
  const { aws, gitHub } = useConnectedHandler();
  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    grant('pull', 'triage', 'push');
    gitHub().on(`GET ${memberPath}`, { status: 204 });
    let id = 900;
    const written = ({ body }: { readonly body: unknown }) => {
      id += 1;
      return { status: 201, body: { id, body: Object(body).body } };
    };
    for (const where of ['issues/5/comments', 'pulls/5/comments/70/replies', 'commits/abc/comments']) {
      gitHub().on(`POST ${repository}/${where}`, written);
    }
    for (const kind of ['issues/comments', 'pulls/comments', 'comments']) {
      gitHub().on(`POST ${repository}/${kind}/71/reactions`, { status: 201, body: { id: 1 } });
      for (let written = 901; written < 910; written += 1) {
        gitHub().on(`PATCH ${repository}/${kind}/${written}`, ({ body }) => ({
          body: { id: written, ...Object(body) },
        }));
      }
    }
    gitHub().on('POST /api/graphql', { body: { data: {} } });
    gitHub().on(`GET ${repository}/issues/5/comments`, { body: [] });
    pullHasHead('head-1');
  });
  afterEach(() => jest.restoreAllMocks());

  /** What mona may do; `id` where the login is another account's. */
  function grant(...flags: readonly string[]): void {
    const permissions = Object.fromEntries(flags.map((flag) => [flag, true]));
    gitHub().on(`GET ${permissionPath}`, { body: { user: { id: 7, permissions } } });
  }

  function pullHasHead(sha: string, pushedAt = '2026-11-01T11:00:00Z'): void {
    const repo = { full_name: 'octo-org/web', pushed_at: pushedAt };
    gitHub().on(`GET ${repository}/pulls/5`, { body: { number: 5, head: { sha, ref: 'work', repo } } });
  }

  let isAsSaid = true;
  beforeEach(() => {
    isAsSaid = true;
  });

  /** Has GitHub show another text of the comment from now on; absent where it is gone. */
  function saysNow(body: string | undefined): void {
    isAsSaid = false;
    shows(body);
  }

  function shows(body: string | undefined): void {
    const reply = body === undefined ? { status: 404, body: { message: 'Not Found' } } : { body: { id: 71, body } };
    gitHub().on(`GET ${repository}/issues/comments/71`, reply);
  }

  return {
    aws,
    gitHub,
    grant,
    saysNow,
    pullHasHead,
    paths: { repository, permission: permissionPath, member: memberPath },

    /** Has mona write a comment on issue 5, unless said otherwise. */
    say(handler: WebhookFunction, said: Said | string) {
      const {
        body,
        event = 'issue_comment',
        action = 'created',
        ...more
      } = typeof said === 'string' ? { body: said } : said;
      if (isAsSaid) shows(body);
      const sender = { id: 7, login: 'mona', type: 'User', ...more.sender };
      const comment = {
        id: 71,
        node_id: 'IC_71',
        html_url: 'https://ghe.example.com/octo-org/web/issues/5#issuecomment-71',
        created_at: new Date().toISOString(),
        updated_at: new Date().toISOString(),
        body,
        user: sender,
        ...more.comment,
      };
      const where = { id: 42, full_name: 'octo-org/web', owner: { login: 'octo-org', type: 'Organization' } };
      const payload = { action, sender, comment, issue: { number: 5 }, repository: where, ...more.payload };
      return bring(handler, { event, action, sender, repository: where, payload, ...more.delivery });
    },

    /** `METHOD path` of what GitHub was asked, below the repository where it is in it, without the tokens. */
    asked: () =>
      gitHub()
        .asked()
        .filter((one) => !one.includes('/tokens/'))
        .map((one) => one.replace(`${repository}/`, '').replace(`${api}/`, '')),

    /** Bodies of comments, each with its edits, without the marks. */
    answers: () =>
      gitHub()
        .requests.filter(({ path, method }) => /comments(\/\d+)?$|replies$/.test(path) && method !== 'GET')
        .map(({ body }) => String(Object(body).body).replace(/\n\n<!-- app-framework [0-9a-z]+ -->$/, '')),

    reactions: () =>
      gitHub()
        .requests.filter(({ path }) => path.endsWith('/reactions'))
        .map(({ body }) => Object(body).content),

    /** Lines of the log with this event. */
    lines: (event: string) =>
      jest
        .mocked(process.stdout.write)
        .mock.calls.map(([line]) => JSON.parse(String(line)))
        .filter((line) => line.event === event),
  };
}
