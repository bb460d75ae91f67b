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
  let milliseconds = 0;
  let asked = 0;
  const proven: unknown[] = [];
  const told: string[] = [];
  const proveDeployment = createDeploymentProof({
    getAppToken: async () => (answers[Math.min(asked++, answers.length - 1)] ?? String)(),
    proveToken: async (claim) => void proven.push(claim),
    wait: async (pause) => {
      milliseconds += pause;
    },
    now: () => new Date(milliseconds),
    reportWaiting: ({ waitedMilliseconds, reason }) => told.push(`${waitedMilliseconds}: ${reason}`),
  });
  return { proveDeployment, proven, told, asked: () => asked, waited: () => milliseconds };
}

const throwing = (name: string) => () => {
  throw Object.assign(new Error(`answered ${name}`), { name });
};

describe('createDeploymentProof', () => {
  it('shows GitHub a token that the deployment has signed with the new key', async () => {
    const token = tokenOf(newKey.privateKey);
    const { proveDeployment, proven, waited } = setUp(() => token);
    await proveDeployment(live);
    expect(proven).toEqual([{ appId: 7, gitHubApiUrl: 'https://api.github.com', token }]);
    expect(waited()).toBe(0);
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

  it('fails at once where the operator may not call the deployment', async () => {
    const { proveDeployment, waited } = setUp(throwing('AccessDeniedException'));
    await expect(proveDeployment(live)).rejects.toThrow('answered AccessDeniedException');
    expect(waited()).toBe(0);
  });

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
