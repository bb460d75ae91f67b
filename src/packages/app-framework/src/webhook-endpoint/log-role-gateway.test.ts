import { leadAwsTo } from '../aws/aws-environment.test.support';
import { type FakeGitHub, type Reply, startFakeGitHub } from '../github/fake-github.test.support';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { createEnsureLogRole } from './log-role-gateway';

let server: FakeGitHub;
let leadBack: () => void;
const log = givenLoggedLines();
beforeAll(async () => {
  server = await startFakeGitHub();
  leadBack = leadAwsTo(server.url);
});
beforeEach(() => server.reset());
afterAll(async () => {
  leadBack();
  await server.stop();
});

interface Account {
  readonly role?: string;
  /** What changes are answered with, in turn; the last one for good. */
  readonly statuses?: number[];
  readonly readStatus?: number;
}

/** The account's settings in API Gateway. */
function account({ role, statuses = [200], readStatus = 200 }: Account) {
  server.on('GET /account', { status: readStatus, body: { ...(role && { cloudwatchRoleArn: role }) } });
  server.onInTurn('PATCH /account', ...statuses.map((status): Reply => ({ status, body: { message: 'why' } })));
  const changes = () => server.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
  return { changes, ensure: createEnsureLogRole({ pauseMilliseconds: 1 }) };
}

const wanted = { RoleArn: 'role of ours' };
const change = {
  patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: 'role of ours' }],
};

describe('createEnsureLogRole', () => {
  it('sets the role where the account has none, and tells of it', async () => {
    const { changes, ensure } = account({});
    await ensure(wanted);
    expect(changes()).toEqual([change]);
    expect(log).toHaveLength(1);
  });

  it("leaves somebody else's role alone", async () => {
    const { changes, ensure } = account({ role: 'role of others' });
    await ensure(wanted);
    expect(changes()).toEqual([]);
  });

  it('tries again while a new role counts nowhere yet', async () => {
    const { changes, ensure } = account({ statuses: [400, 429, 500, 200] });
    await ensure(wanted);
    expect(changes()).toHaveLength(4);
  });

  it.each([
    ['is denied', { statuses: [403] }, 'did not set the role for logs: 403', 1],
    ['never takes it', { statuses: [400] }, 'did not set the role for logs: 400', 10],
    ['does not tell the settings', { readStatus: 403 }, 'did not read the settings of the account: 403', 0],
  ])('fails where API Gateway %s', async (_what, settings, message, tries) => {
    const { changes, ensure } = account(settings);
    await expect(ensure(wanted)).rejects.toThrow(message);
    expect(changes()).toHaveLength(tries);
  });
});
