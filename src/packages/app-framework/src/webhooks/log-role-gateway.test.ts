import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createEnsureLogRole } from './log-role-gateway';
import { watchLog } from './receiver-world.test.support';

const before = { ...process.env };
const running: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  process.env = { ...before };
  jest.restoreAllMocks();
  for (const stop of running.splice(0)) await stop();
});

interface Account {
  readonly role?: string;
  /** What changes are answered with, in turn; 200 afterwards. */
  readonly statuses?: number[];
  readonly readStatus?: number;
}

/** The account's settings in API Gateway, on loopback. */
async function account({ role, statuses = [], readStatus = 200 }: Account) {
  const changes: unknown[] = [];
  const server = createServer(async (request, response) => {
    const text = await textOf(request);
    if (request.method === 'GET') {
      response.writeHead(readStatus).end(JSON.stringify({ ...(role && { cloudwatchRoleArn: role }) }));
      return;
    }
    changes.push({ path: request.url, ...JSON.parse(text) });
    response.writeHead(statuses.shift() ?? 200).end('{"message":"why"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  return { changes, ensure: createEnsureLogRole({ pauseMilliseconds: 1 }) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const wanted = { RoleArn: 'role of ours' };
const change = {
  path: '/account',
  patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: 'role of ours' }],
};

describe('createEnsureLogRole', () => {
  it('sets the role where the account has none, and tells of it', async () => {
    const log = watchLog();
    const { changes, ensure } = await account({});
    await ensure(wanted);
    expect(changes).toEqual([change]);
    expect(log).toHaveLength(1);
  });

  it("leaves somebody else's role alone", async () => {
    const { changes, ensure } = await account({ role: 'role of others' });
    await ensure(wanted);
    expect(changes).toEqual([]);
  });

  it('tries again while a new role counts nowhere yet', async () => {
    watchLog();
    const { changes, ensure } = await account({ statuses: [400, 429, 500] });
    await ensure(wanted);
    expect(changes).toHaveLength(4);
  });

  it.each([
    ['is denied', { statuses: [403] }, 'did not set the role for logs: 403', 1],
    ['never takes it', { statuses: Array(20).fill(400) }, 'did not set the role for logs: 400', 10],
    ['does not tell the settings', { readStatus: 403 }, 'did not read the settings of the account: 403', 0],
  ])('fails where API Gateway %s', async (_what, settings, message, tries) => {
    const { changes, ensure } = await account(settings);
    await expect(ensure(wanted)).rejects.toThrow(message);
    expect(changes).toHaveLength(tries);
  });
});
