import { bring, useConnectedHandler } from './connected-handler.test.support';
import { type WebhookContext, webhookHandler } from './webhook-handler';

const { aws } = useConnectedHandler();
const repository = { id: 42, full_name: 'octo-org/web' };

beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

describe('the arguments that an event gives to Octokit', () => {
  it('are of its repository, and of the issue or pull request that it is about', async () => {
    const seen: unknown[] = [];
    const handler = webhookHandler('*', async ({ repo, issue, pullRequest }) => {
      seen.push(repo(), issue({ body: 'Hello' }), pullRequest({ event: 'APPROVE' }));
    });

    await bring(handler, { repository, subject: { kind: 'pull-request', number: 5 } });

    const place = { owner: 'octo-org', repo: 'web' };
    expect(seen).toEqual([
      place,
      { ...place, issue_number: 5, body: 'Hello' },
      { ...place, pull_number: 5, event: 'APPROVE' },
    ]);
  });

  it('are typed as Octokit takes them', async () => {
    const handler = webhookHandler('issues', async ({ octokit, repo, issue, pullRequest }) => {
      await octokit?.rest.issues.createComment(issue({ body: 'Hello' }));
      await octokit?.rest.repos.createDispatchEvent(repo({ event_type: 'release' }));
      // @ts-expect-error a comment has a body
      await octokit?.rest.issues.createComment(issue());
      // @ts-expect-error a pull request is merged by its pull_number
      await octokit?.rest.pulls.merge(issue());
      await octokit?.rest.pulls.merge(pullRequest());
      await octokit?.rest.pulls.createReview(pullRequest({ event: 'APPROVE' }));
      await octokit?.rest.issues.addLabels(issue({ labels: ['bug'] }));
    });

    expect(handler).toBeInstanceOf(Function);
  });

  it.each<[string, (context: WebhookContext) => unknown, object, string]>([
    ['a repository', ({ repo }) => repo(), {}, 'repo() was called for issues.opened, and this event has no repository'],
    ['an issue', ({ issue }) => issue(), { repository }, 'this event has neither issue nor pull request'],
    [
      'a pull request',
      ({ pullRequest }) => pullRequest(),
      { repository, subject: { kind: 'issue', number: 5 } },
      'this event has no pull request',
    ],
  ])('park an event that has none: %s', async (_what, call, detail, reason) => {
    const handler = webhookHandler('*', async (context) => void call(context));

    expect(await bring(handler, detail)).toBe('settled');

    expect(aws().rows()[0]).toMatchObject({ Status: { S: 'parked' }, Reason: { S: expect.stringContaining(reason) } });
  });
});
