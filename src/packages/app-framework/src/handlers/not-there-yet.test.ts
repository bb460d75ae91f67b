import { bring, useConnectedHandler } from './connected-handler.test.support';
import { webhookHandler } from './webhook-handler';

const { aws, gitHub } = useConnectedHandler();
const repository = '/api/v3/repos/octo-org/web';
const comments = `${repository}/issues/5/comments`;

beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

/** Answers 404 the first time, and then as told. */
function lateOn(route: string, answer: { readonly status: number; readonly body: object }, refusal: object = {}) {
  let times = 0;
  gitHub().on(route, () => {
    times += 1;
    return times === 1 ? { status: 404, body: { message: 'Not Found' }, ...refusal } : answer;
  });
}

const handler = () =>
  webhookHandler('issues', async ({ octokit, once }) => {
    await octokit?.request('GET /repos/{owner}/{repo}', { owner: 'octo-org', repo: 'web' });
    await once('greeting', (writing) =>
      writing.rest.issues.createComment({ owner: 'octo-org', repo: 'web', issue_number: 5, body: 'Hi' }),
    );
  });
const rows = () => aws().rows();

describe('what GitHub tells of before its own API knows it', () => {
  const token = {
    installationToken: 'ghs_1.a.b',
    nodeId: 'O_1',
    appId: 1234,
    installationId: 77,
    expirationTime: new Date(Date.now() + 3_600_000).toISOString(),
    actualScopeDown: { permissions: { issues: 'write' } },
  };
  const notFound = { headers: { 'x-amzn-errortype': 'NotFoundError' } };

  beforeEach(() => {
    gitHub().on(`GET ${repository}`, { body: { id: 5 } });
    gitHub().on(`POST ${comments}`, { status: 201, body: { id: 1 } });
    gitHub().on(`GET ${comments}`, { body: [] });
  });

  it.each([
    ['its installation', () => lateOn('POST /tokens/installation', { status: 200, body: token }, notFound)],
    ['its repository', () => lateOn(`GET ${repository}`, { status: 200, body: { id: 5 } })],
    ['its issue', () => lateOn(`POST ${comments}`, { status: 201, body: { id: 1 } })],
  ])(
    'is tried again where %s answers 404, and done by the same process as soon as it is there',
    async (_what, arrange) => {
      arrange();
      const sameProcess = handler();
      expect(await bring(sameProcess)).toBe('again');
      expect(rows().slice(0, 1)).toMatchObject([{ Status: { S: 'retry' }, Attempts: { N: '1' } }]);
      expect(await bring(sameProcess)).toBe('settled');
      expect(rows().slice(0, 1)).toMatchObject([{ Status: { S: 'done' }, Attempts: { N: '2' } }]);
    },
  );
});
