import { ApiError } from '../api/api-error';
import { readCaller } from '../api/caller';
import type { OperationInputs } from '../api/operations';
import { createAppTokens } from '../app-tokens/app-token';
import { createFakeCeilings } from '../ceilings/fake-ceilings.test.support';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createFakeInstallationTable } from '../installations/fake-installation-table.test.support';
import { createInstallationFinder } from '../installations/find-installation';
import { type DescribedInstallation, pagedInstallations, rowOf } from '../installations/github-account.test.support';
import { createGitHubInstallations } from '../installations/github-installations';
import type { InstallationRow } from '../installations/installation-item';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { createFakeDataKeys, createFakeTokenTable, createFakeUnrecordedTokens } from './fake-token-table.test.support';
import { createGetInstallationToken } from './installation-token';
import { createTokenCache } from './token-cache';

/** The App of these tests; its id needs more than 32 bits. */
export const appId = 4_294_967_297;
/** As GitHub forms them without keeping state: long, with dots. */
export const token = `ghs_${'A1.'.repeat(170)}x`;
export const acme = { id: 71, login: 'acme' };
export const acmeRow = rowOf({ ...acme, appId });

type Asked = Omit<OperationInputs['GetInstallationToken'], 'appId'> & { appId?: number };

/** Registers a GitHub, a clock and a look at the log for the tests of a file, and answers the operation on top of them. */
export function useTokenService() {
  const server = useFakeGitHub();
  const logged = givenLoggedLines();
  let now: Date;
  beforeEach(() => {
    now = new Date('2026-11-01T12:00:00Z');
  });

  function arrange(...rows: InstallationRow[]) {
    const fake = createFakeInstallationTable(...rows);
    const signatures: string[] = [];
    const appTokens = createAppTokens({
      appTable: {
        getApp: async (id) => (id === appId ? { appId, kmsKeyArn: 'arn', gitHubApiUrl: server().url } : undefined),
      },
      sign: async (keyArn) => {
        signatures.push(keyArn);
        return { kind: 'signed', signature: Buffer.from('signature') };
      },
      now: () => now,
    });
    const gitHub = createGitHub({ retryMilliseconds: 1, timeoutMilliseconds: 60_000 });
    const atGitHub = createGitHubInstallations({ gitHub, gitHubApiUrl: 'http://127.0.0.1:9', now: () => now });
    const fakeTokens = createFakeTokenTable();
    const { seal } = createFakeDataKeys(() => now);
    const unrecorded = createFakeUnrecordedTokens();
    /** Another process of the function, with empty memory and the same tables. */
    const startProcess = () => {
      const finder = createInstallationFinder({ table: fake.table, atGitHub });
      const { table: slots, liveTokens: live } = fakeTokens;
      const { test } = atGitHub;
      const tokens = createTokenCache({ slots, live, seal, unrecorded, test, now: () => now });
      const ceilings = createFakeCeilings();
      const run = createGetInstallationToken({ appTokens, finder, atGitHub, tokens, sharing: 'caller', ceilings });
      return (input: Asked, caller = 'arn:aws:iam::1:user/ann') =>
        run({ appId, ...input }, { caller: readCaller(caller), requestId: 'r', remainingMilliseconds: () => 20_000 });
    };
    return { ...fake, ask: startProcess(), startProcess, signatures, tokenCalls: fakeTokens.calls, atGitHub };
  }

  return {
    arrange,
    server,
    now: () => now,
    logged: () => logged,
    pass(milliseconds: number): void {
      now = new Date(now.getTime() + milliseconds);
    },
    mints(id: number, answer: object = {}): void {
      server().on(`POST /app/installations/${id}/access_tokens`, {
        status: 201,
        body: {
          token,
          expires_at: '2026-11-01T13:00:00Z',
          permissions: { contents: 'read' },
          repository_selection: 'all',
          ...answer,
        },
      });
    },
    lists(...installations: DescribedInstallation[]): void {
      server().on('GET /app/installations', pagedInstallations(server().url, installations));
    },
  };
}

/** The modelled error that an answer turned out to be. */
export async function refusal(answer: Promise<unknown>): Promise<ApiError> {
  const error = await answer.then(
    () => new Error('it succeeded'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ApiError) return error;
  throw error;
}
