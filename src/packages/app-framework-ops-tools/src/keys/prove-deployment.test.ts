import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { CommandError } from '../command-line/failures';
import { createDeploymentProof } from './prove-deployment';

const newKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const oldKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
const tokenOf = (key: KeyObject) =>
  `header.claims.${sign('sha256', Buffer.from('header.claims'), key).toString('base64url')}`;
const live = { appId: 7, gitHubApiUrl: 'https://api.github.com', kmsKeyArn: 'arn:new', publicKey: newKey.publicKey };

/** A deployment whose answers are given in turn, the last one for good, and a clock that only waiting moves. */
function setUp(...answers: Array<() => string>) {
  const reached = { failures: [] as string[] };
  let milliseconds = 0;
  let asked = 0;
  const proven: unknown[] = [];
  const told: string[] = [];
  const proveDeployment = createDeploymentProof({
    getAppToken: async () => (answers[Math.min(asked++, answers.length - 1)] ?? String)(),
    askGitHub: async (appId) => {
      proven.push(appId);
      return reached.failures.shift();
    },
    wait: async (pause) => {
      milliseconds += pause;
    },
    now: () => new Date(milliseconds),
    reportWaiting: ({ waitedMilliseconds, reason }) => told.push(`${waitedMilliseconds}: ${reason}`),
  });
  return { proveDeployment, proven, reached, told, asked: () => asked, waited: () => milliseconds };
}

const throwing = (name: string) => () => {
  throw Object.assign(new Error(`answered ${name}`), { name });
};

describe('createDeploymentProof', () => {
  it('has the deployment ask GitHub once it signs with the new key', async () => {
    const { proveDeployment, proven, waited } = setUp(() => tokenOf(newKey.privateKey));
    await proveDeployment(live);
    expect({ proven, waited: waited() }).toEqual({ proven: [7], waited: 0 });
  });

  it('waits while the deployment does not reach GitHub, and tells why', async () => {
    const { proveDeployment, reached, told, waited } = setUp(() => tokenOf(newKey.privateKey));
    reached.failures.push('no way out');
    await proveDeployment(live);
    expect({ told, waited: waited() }).toEqual({ told: [expect.stringContaining('no way out')], waited: 2_000 });
  });

  it('fails where it never reaches GitHub, with what came last', async () => {
    const { proveDeployment, reached } = setUp(() => tokenOf(newKey.privateKey));
    reached.failures.push(...Array.from({ length: 200 }, (_, index) => `failure ${index}`));
    await expect(proveDeployment(live)).rejects.toThrow('could not ask GitHub as the App: failure 165');
  });

  it('waits while the deployment still signs with the old key, or fails', async () => {
    const { proveDeployment, proven, asked } = setUp(
      () => tokenOf(oldKey.privateKey),
      throwing('ServerSideError'),
      () => tokenOf(newKey.privateKey),
    );
    await proveDeployment(live);
    expect(asked()).toBe(3);
    expect(proven).toHaveLength(1);
  });

  it('tells while it waits why', async () => {
    const { proveDeployment, told } = setUp(throwing('ServerSideError'), () => tokenOf(newKey.privateKey));
    await proveDeployment(live);
    expect(told).toEqual(['0: answered ServerSideError']);
  });

  // AWS says that tags count after up to five minutes.
  it('fails after five and a half minutes with what came last', async () => {
    const { proveDeployment, proven, waited } = setUp(() => tokenOf(oldKey.privateKey));
    await expect(proveDeployment(live)).rejects.toThrow(/another key has signed/);
    expect(waited()).toBe(330_000);
    expect(proven).toEqual([]);
  });

  it.each(['AccessDeniedException', 'ValidationException'])(
    'fails at once where waiting does not help: %s',
    async (name) => {
      const { proveDeployment, waited } = setUp(throwing(name));
      await expect(proveDeployment(live)).rejects.toThrow(`answered ${name}`);
      expect(waited()).toBe(0);
    },
  );

  it('fails at once where the deployment has no such function', async () => {
    const { proveDeployment, waited } = setUp(() => {
      throw new CommandError('not-found', 'No function was found.');
    });
    await expect(proveDeployment(live)).rejects.toThrow('No function was found.');
    expect(waited()).toBe(0);
  });

  it('takes an answer that is no JWT for no proof', async () => {
    await expect(setUp(() => 'opaque').proveDeployment(live)).rejects.toThrow(/another key has signed/);
  });
});
