import { bring, useConnectedHandler } from '../handlers/connected-handler.test.support';
import { taskOf } from '../handlers/task.test.support';
import { webhookHandler } from '../handlers/webhook-handler';
import { createRepeatedDeliveries } from './repeated-delivery-table';

const { gitHub } = useConnectedHandler();
const comments = '/api/v3/repos/octo-org/web/issues/5/comments';
const { detail } = taskOf({ host: 'ghe.example.com', installation: { id: 77 } });
beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => jest.restoreAllMocks());

/** A handler that writes, and then gives up until it is mended. */
function arrange() {
  const state = { isMended: false };
  const attempts: number[] = [];
  const posted: unknown[] = [];
  const comment = { owner: 'octo-org', repo: 'web', issue_number: 5, body: 'Hi' };
  const handler = webhookHandler('issues', async ({ once, attempt, doNotRetry }) => {
    attempts.push(attempt);
    await once('greeting', (octokit) => octokit.rest.issues.createComment(comment));
    if (!state.isMended) doNotRetry('the label is not there');
  });
  gitHub().on(`POST ${comments}`, ({ body }) => ({ status: 201, body: { id: posted.push(body) } }));
  gitHub().on(`GET ${comments}`, () => ({
    body: posted.map((body, id) => ({ id, ...Object(body), performed_via_github_app: { id: 1234 } })),
  }));
  const redrive = () =>
    createRepeatedDeliveries({ tableName: 'ledger' }).reopen(
      { key: detail.delivery_key, handler: 'greet' },
      new Date(),
      () => 9_000,
    );
  return { state, attempts, posted, handler, redrive };
}

describe('a redrive', () => {
  it('gives the handler all its tries, and has nothing written again that a try before it wrote', async () => {
    const { state, attempts, posted, handler, redrive } = arrange();
    for (let times = 0; times < 2; times += 1) {
      expect(await bring(handler)).toBe('settled');
      expect(await redrive()).toBe('again');
    }
    state.isMended = true;
    expect(await bring(handler)).toBe('settled');
    expect(attempts).toEqual([1, 1, 1]);
    expect(posted).toHaveLength(1);
  });
});
