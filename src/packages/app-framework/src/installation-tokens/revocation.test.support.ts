import { createHash } from 'node:crypto';
import { readCaller } from '../api/caller';
import type { OperationInputs } from '../api/operations';
import { createAppTokens } from '../app-tokens/app-token';
import { type Reply, useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { createInstallationFinder } from '../installations/find-installation';
import { createGitHubInstallations } from '../installations/github-installations';
import type { InstallationRow } from '../installations/installation-item';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { createRevokeInstallationTokens } from './revoke-installation-tokens';

export const appId = 7;
export const now = new Date('2026-11-01T12:00:00Z');

/** Registers a GitHub for the tests of a file, and answers the operation on top of it. */
export function useRevocation() {
  const server = useFakeGitHub();

  function arrange(...rows: InstallationRow[]) {
    const installations = createFakeInstallationTable(...rows);
    const store = createFakeTokenTable();
    const { seal, keys, fault } = createFakeDataKeys(() => now);
    const time = { remaining: 300_000 };
    const appTokens = createAppTokens({
      appTable: {
        getApp: async (id) => (id === appId ? { appId, kmsKeyArn: 'arn', gitHubApiUrl: server().url } : undefined),
      },
      sign: async () => ({ kind: 'signed', signature: Buffer.from('signature') }),
      now: () => now,
    });
    const gitHub = createGitHub({ retryMilliseconds: 1, timeoutMilliseconds: 60_000 });
    const atGitHub = createGitHubInstallations({ gitHub, gitHubApiUrl: 'http://127.0.0.1:9', now: () => now });
    const finder = createInstallationFinder({ table: installations.table, atGitHub });
    const unrecorded = createFakeUnrecordedTokens();
    const run = createRevokeInstallationTokens({
      appTokens,
      finder,
      atGitHub,
      slots: store.table,
      live: store.liveTokens,
      seal,
      unrecorded,
    });
    const call = {
      caller: readCaller('arn:aws:iam::1:user/ann'),
      requestId: 'r',
      remainingMilliseconds: () => time.remaining,
    };
    const revoke = (input: Partial<OperationInputs['RevokeInstallationTokens']> = {}) => run({ appId, ...input }, call);

    /** A live token, minted five minutes ago, in a slot of its own. */
    const keep = async (token: string, { installationId = 71, app = appId, ageSeconds = 300 } = {}): Promise<void> => {
      const times = { mintedAt: now.getTime() - ageSeconds * 1000, expiresAt: now.getTime() + 3_000_000 };
      const identity = { appId: app, installationId, sharer: 'caller 1:role/ci', ...times };
      const content = { token, host: server().url, scope: {} };
      const tokenHash = createHash('sha256').update(token).digest('base64');
      const [key, slotKey] = [`live#${token}`, `token#${token}`];
      store.live.set(key, {
        key,
        ...identity,
        ...(await seal.seal({ key, ...identity }, content)),
        tokenHash,
        slotKey,
      });
      store.slots.set(slotKey, {
        content: { ...times, ...(await seal.seal({ key: slotKey, ...identity }, content)), tokenHash },
      });
    };
    const kept = () => [...store.live.values()].map(({ key }) => key.replace('live#', ''));
    const shared = () => [...store.slots].flatMap(([key, slot]) => (slot.content ? [key.replace('token#', '')] : []));
    return {
      revoke,
      keep,
      kept,
      shared,
      live: store.live,
      keys,
      kms: fault,
      table: store.fault,
      time,
      unrecorded,
      installations,
    };
  }

  /** GitHub takes these tokens back; the answer to others is 401. */
  function gitHubKnows(...tokens: string[]) {
    const known = new Set(tokens);
    server().on('DELETE /installation/token', ({ headers }): Reply => {
      const token = headers.authorization?.replace('Bearer ', '') ?? '';
      return known.delete(token) ? { status: 204 } : { status: 401, body: { message: 'Bad credentials' } };
    });
  }

  return { arrange, gitHubKnows, server };
}
