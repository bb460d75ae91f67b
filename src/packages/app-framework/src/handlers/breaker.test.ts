import { bring, useConnectedHandler } from './connected-handler.test.support';
import { webhookHandler } from './webhook-handler';

const { aws, gitHub } = useConnectedHandler();
const issue = { owner: 'Octo-Org', repo: 'web', issue_number: 5 };
const path = '/api/v3/repos/Octo-Org/web/issues/5';

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  // One minute of the clock for all of a test.
  jest.useFakeTimers({
    now: Date.parse('2026-11-01T07:00:10Z'),
    doNotFake: ['setTimeout', 'setImmediate', 'nextTick'],
  });
  process.env.APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS = '3';
  gitHub().on(`POST ${path}/comments`, { status: 201, body: {} });
  gitHub().on(`POST ${path.replace('5', '6')}/comments`, { status: 201, body: {} });
  gitHub().on(`GET ${path}`, { body: {} });
});
afterEach(() => {
  delete process.env.APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS;
  jest.useRealTimers();
  jest.restoreAllMocks();
});

const answering = webhookHandlerThat('answers');

function webhookHandlerThat(what: 'answers' | 'makes light of failures' | 'reads') {
  return () =>
    webhookHandler('issues', async ({ octokit }) => {
      if (what === 'reads') return void (await octokit?.rest.issues.get(issue));
      const answer = octokit?.rest.issues.createComment({ ...issue, body: 'Hi' });
      await (what === 'answers' ? answer : answer?.catch(() => undefined));
    });
}

const comments = () =>
  gitHub()
    .requests.filter(({ method }) => method === 'POST')
    .filter((one) => one.path.endsWith('comments'));
const delivery = (number: number) => ({ delivery_key: `ghe.example.com#1234#${number}` });
const parked = () =>
  aws()
    .rows()
    .filter(({ Status }) => Object(Status).S === 'parked');

describe('the breaker', () => {
  it.each(['answers', 'makes light of failures'] as const)(
    'parks a handler that %s when its App wrote to one issue too often in a minute, and sends nothing more',
    async (what) => {
      for (let number = 1; number <= 5; number += 1) await bring(webhookHandlerThat(what)(), delivery(number));

      expect(comments()).toHaveLength(3);
      expect(parked()).toHaveLength(2);
      expect(parked()[0]).toMatchObject({
        Reason: { S: expect.stringContaining('wrote to octo-org/web#5 more than 3 times within a minute') },
      });
    },
  );

  it('counts the next minute anew, and other issues apart', async () => {
    for (let number = 1; number <= 3; number += 1) await bring(answering(), delivery(number));
    const other = webhookHandler('issues', async ({ octokit }) => {
      await octokit?.rest.issues.createComment({ ...issue, issue_number: 6, body: 'Hi' });
    });
    await bring(other, delivery(4));
    jest.setSystemTime(Date.parse('2026-11-01T07:01:00Z'));
    await bring(answering(), delivery(5));

    expect(comments()).toHaveLength(5);
    expect(parked()).toEqual([]);
  });

  it('counts what is written by GraphQL for the issue of the event, together with the rest, and no queries', async () => {
    gitHub().on('POST /api/graphql', { body: { data: {} } });
    const about = {
      repository: { id: 6, full_name: 'Octo-Org/web' },
      subject: { kind: 'issue', number: 5 } as const,
    };
    const graphql = (document: string) =>
      webhookHandler('issues', async ({ octokit }) => void (await octokit?.graphql(document, { id: 'I_1' })));
    const query = graphql('query ($id: ID!) { node(id: $id) { id } }');
    const mutation = graphql('mutation ($id: ID!) { closeIssue(input: { issueId: $id }) { clientMutationId } }');
    for (let number = 1; number <= 5; number += 1) await bring(query, { ...about, ...delivery(number) });
    expect(parked()).toEqual([]);
    await bring(answering(), delivery(6));
    for (let number = 7; number <= 10; number += 1) await bring(mutation, { ...about, ...delivery(number) });
    expect(gitHub().requests.filter((one) => one.path === '/api/graphql')).toHaveLength(5 + 2);
    expect(parked()).toHaveLength(2);
  });

  it('counts no reads', async () => {
    for (let number = 1; number <= 5; number += 1) await bring(webhookHandlerThat('reads')(), delivery(number));

    expect(parked()).toEqual([]);
  });
});
