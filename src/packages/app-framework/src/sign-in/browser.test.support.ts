import type { AskOfHandler } from '../as-user/user-token-request';
import { invokeFunction } from '../aws/call-function';
import { type FakeGitHub, useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createGitHubOAuth } from '../github/oauth';
import { createAsks } from '../user-tokens/asks-table';
import { useVault } from '../user-tokens/fake-vault.test.support';
import { createPairCipher } from '../user-tokens/pair-keys';
import { createSealPair } from '../user-tokens/seal-pair';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import { createUserTokens } from '../user-tokens/user-tokens-table';
import { createResumeAsk } from './resume-ask';
import { serveSignIn } from './serve-sign-in';
import { createSignIns } from './sign-in-table';

export const baseUrl = 'https://api.example.com/prod/';
export const ada = { id: 4_000_000_001, login: 'ada' };
export const tables = { userTokens: 'UserTokens', authState: 'AuthState' };
export const ample = () => 25_000;

export const askOfAda: AskOfHandler = {
  deliveryKey: 'host#7#d1',
  handler: 'write-as-user',
  place: { repository: 'acme/website', number: 5 },
  comment: { kind: 'issue_comment', id: 99 },
};

/** The pages on a fake AWS and a fake GitHub, with a clock that stands. */
export function useSignIn() {
  const vault = useVault();
  const gitHub = useFakeGitHub();
  const world = (base = baseUrl) => {
    let time = Date.parse('2026-11-01T00:00:00Z');
    const now = () => new Date(time);
    const apps = appsAt(gitHub());
    const asks = createAsks({ tableName: tables.authState, now });
    const cipher = createPairCipher({ keyArn: 'arn:key', tableName: tables.userTokens });
    const repeat = (input: object) => invokeFunction({ functionName: 'repeat', input, timeoutMilliseconds: 5_000 });
    const signIns = createSignIns({
      authStateTableName: tables.authState,
      userTokensTableName: tables.userTokens,
      now,
    });
    const resume = createResumeAsk({ asks, repeat, now });
    const table = createUserTokens({ tableName: tables.userTokens });
    const handler = serveSignIn({
      apps,
      baseUrl: base,
      asks,
      table,
      cipher,
      sealPair: createSealPair({ cipher, now }),
      oauth: createGitHubOAuth({ timeoutMilliseconds: 3_000 }),
      secretOf: async ({ clientId }) => `secret of ${clientId}`,
      gitHub: createGitHub({ retryMilliseconds: 1 }),
      signIns,
      resume,
      now,
      pause: () => new Promise((resolve) => setTimeout(resolve, 20)),
    });
    const [app] = apps;
    const ask = (wanted = askOfAda, userId = ada.id) =>
      asks.ask({ userId, appId: app.appId, host: app.host, clientId: app.clientId, of: wanted }, ample);
    return { handler, asks, ask, apps, cipher, table, signIns, resume, now, pass: (ms: number) => (time += ms) };
  };
  return { vault, gitHub, world };
}

function appsAt({ url }: FakeGitHub): [SignInApp, SignInApp] {
  const { host } = new URL(url);
  const common = { host, apiUrl: url, secretArn: 'arn:secret' };
  return [
    { ...common, appId: 7, clientId: 'Iv23li7' },
    { ...common, appId: 8, clientId: 'Iv23li8' },
  ];
}

/** GitHub hands out a pair for each code, once, to this person. */
export function grantCodes(gitHub: FakeGitHub, person: { readonly id: number; readonly login: string } = ada): void {
  const used = new Set<string>();
  gitHub.on('POST /login/oauth/access_token', ({ body }) => {
    const { code } = Object(body);
    if (used.has(code)) return { body: { error: 'bad_verification_code', error_description: 'The code is used.' } };
    used.add(code);
    return {
      body: {
        access_token: `ghu_${code}`,
        expires_in: 28_800,
        refresh_token: `ghr_${code}`,
        refresh_token_expires_in: 15_897_600,
        scope: '',
        token_type: 'bearer',
      },
    };
  });
  gitHub.on('GET /user', { body: person });
  for (const clientId of ['Iv23li7', 'Iv23li8'])
    gitHub.on(`DELETE /applications/${clientId}/token`, { status: 204, body: '' });
}

/** A browser: it keeps cookies, and follows nothing by itself. */
export function createBrowser(handler: ReturnType<typeof serveSignIn>, base = baseUrl) {
  const cookies = new Map<string, string>();
  async function get(path: string, headers: Readonly<Record<string, string>> = {}) {
    const url = new URL(path, base);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await handler(
      {
        httpMethod: 'GET',
        path: url.pathname,
        headers: {
          Host: 'evil.example.com',
          'X-Forwarded-Host': 'evil.example.com',
          ...(cookie && { Cookie: cookie }),
          ...headers,
        },
        queryStringParameters: Object.fromEntries(url.searchParams),
        requestContext: { requestId: 'request' },
      },
      { getRemainingTimeInMillis: () => 26_000 },
    );
    for (const line of answer.multiValueHeaders?.['set-cookie'] ?? []) {
      // A browser passes over a line that has them not, also one that clears a cookie with such a name.
      if (line.startsWith('__Host-') && !/; Path=\/; Secure(;|$)/.test(line)) continue;
      const [, name = '', value = '', seconds] = /^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(line) ?? [];
      if (seconds === '0') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }
  return {
    cookies,
    get,
    /** Begins to sign in; answers what GitHub is asked. */
    async begin(path = 'auth/login') {
      const { headers } = await get(path);
      return new URL(headers.location ?? 'about:blank').searchParams;
    },
    /** Comes back from GitHub. */
    back: (asked: URLSearchParams, query: Readonly<Record<string, string>> = { code: 'c1' }) =>
      get(`auth/callback?${new URLSearchParams({ state: asked.get('state') ?? '', ...query })}`),
  };
}
