import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { bring, useConnectedHandler } from './connected-handler.test.support';
import { type WebhookContext, webhookHandler } from './webhook-handler';

const delivery = {
  delivery_key: 'ghe.example.com#7#d1',
  app_id: 7,
  sender: { id: 4_000_000_001, login: 'ada' },
  repository: { id: 1, full_name: 'acme/website' },
};
const mark = '<!-- app-framework as-user -->';
const marked = (text: string) => `${text}\n\n${mark}`;
const place = { owner: 'acme', repo: 'website' };

type Acting = Awaited<ReturnType<WebhookContext['asUser']>>;

describe('what a handler does as a person', () => {
  const { gitHub } = useConnectedHandler();
  const lines = givenLoggedLines();
  let times = 0;
  beforeEach(() => {
    process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT = `${gitHub().url}/user-token/`;
    gitHub().on('POST /user-token/', { body: { token: 'ghu_1', version: 'v1' } });
  });
  afterEach(() => {
    delete process.env.APP_FRAMEWORK_USER_TOKEN_ENDPOINT;
  });

  /** Runs it as ada, and answers what it threw. */
  async function acting(work: (octokit: Acting) => Promise<unknown>): Promise<unknown> {
    let thrown: unknown;
    const handler = webhookHandler('*', async ({ asUser }) => {
      await work(await asUser()).catch((error: unknown) => {
        thrown = error;
      });
    });
    times += 1;
    await bring(handler, { ...delivery, delivery_key: `${delivery.delivery_key}${times}` });
    return thrown;
  }
  const arrived = (route: string) => gitHub().requests.filter(({ method, path }) => `${method} ${path}` === route);
  const audited = () =>
    lines.map((line) => JSON.parse(line)).flatMap((line) => (line.event === 'acted as a person' ? [line] : []));

  it.each([
    ['a whole URL', (octokit: Acting, other: string) => octokit.request(`GET ${other}/collect`)],
    ['another base', (octokit: Acting, other: string) => octokit.request('GET /collect', { baseUrl: other })],
    ['a part of the host', (octokit: Acting, other: string) => octokit.request('GET {+site}/collect', { site: other })],
  ])('shows the token to no other host, named by %s', async (_, request) => {
    gitHub().on('GET /collect', { body: {} });
    await acting((octokit) => request(octokit, gitHub().url.replace('127.0.0.1', 'localhost')));
    const [collected] = arrived('GET /collect');
    expect(collected).toBeDefined();
    expect(JSON.stringify(collected)).not.toContain('ghu_1');
  });

  it('marks each text of a review, and nothing that is none', async () => {
    const route = 'POST /api/v3/repos/acme/website/pulls/5/reviews';
    gitHub().on(route, { body: {} });
    const comments = [{ path: 'a.ts', line: 1, body: '@bot deploy' }];
    await acting((octokit) =>
      octokit.rest.pulls.createReview({ ...place, pull_number: 5, event: 'COMMENT', body: '', comments }),
    );
    expect(arrived(route)[0]?.body).toEqual({
      event: 'COMMENT',
      body: '',
      comments: [{ path: 'a.ts', line: 1, body: marked('@bot deploy') }],
    });
  });

  it.each([
    [
      'an input',
      'mutation ($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }',
      { input: { subjectId: 'I_1', body: '@bot deploy' } },
      { input: { subjectId: 'I_1', body: marked('@bot deploy') } },
    ],
    [
      'a variable of any name',
      'mutation ($id: ID!, $text: String!) { addComment(input: { subjectId: $id, body: $text }) { clientMutationId } }',
      { id: 'I_1', text: '@bot deploy' },
      { id: 'I_1', text: marked('@bot deploy') },
    ],
    [
      'a commit, whose message is no comment',
      'mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { clientMutationId } }',
      { input: { message: { headline: 'a', body: 'b' } } },
      { input: { message: { headline: 'a', body: 'b' } } },
    ],
  ])('marks the texts of GraphQL in %s', async (_, document, variables, sent) => {
    gitHub().on('POST /api/graphql', { body: { data: {} } });
    expect(await acting((octokit) => octokit.graphql(document, variables))).toBeUndefined();
    expect(arrived('POST /api/graphql')[0]?.body).toEqual({ query: document, variables: sent });
  });

  it('sends no mutation with a text in its document, which nobody could mark', async () => {
    gitHub().on('POST /api/graphql', { body: { data: {} } });
    const document = 'mutation { addComment(input: { subjectId: "I_1", body: "@bot deploy" }) { clientMutationId } }';
    expect(await acting((octokit) => octokit.graphql(document))).toMatchObject({
      message: expect.stringContaining('as a variable'),
    });
    expect(arrived('POST /api/graphql')).toEqual([]);
  });

  it('is told in the audit, also where GitHub refuses it or does not answer; reading is not', async () => {
    const comments = 'POST /api/v3/repos/acme/website/issues/5/comments';
    const comment = (octokit: Acting) =>
      octokit.rest.issues.createComment({ ...place, issue_number: 5, body: 'Done.' });
    gitHub().on(comments, { status: 404, body: {} });
    await acting(comment);
    gitHub().on(comments, { cutOff: true });
    await acting(comment);
    gitHub().on('POST /api/graphql', { body: { data: {} } });
    await acting((octokit) =>
      octokit.graphql('mutation { closeIssue(input: { issueId: "I_1" }) { clientMutationId } }'),
    );
    await acting((octokit) => octokit.graphql('{ viewer { login } }'));
    const action = '/api/v3/repos/acme/website/issues/5/comments';
    expect(audited().map((line) => [line.action, line.status])).toEqual([
      [`POST ${action}`, 404],
      [`POST ${action}`, expect.not.stringMatching(/^2/)],
      ['POST /api/graphql closeIssue', 200],
    ]);
    expect(JSON.stringify(audited())).not.toContain('ghu_1');
  });
});
