import { createHash } from 'node:crypto';
import type { MadeApp } from '../control/control-shapes';
import { useLocalGitHub } from '../local-github.test.support';

export const callback = 'http://127.0.0.1:3000/auth/callback';
export const verifier = 'a-verifier-of-at-least-forty-three-characters-0123';
export const challenge = createHash('sha256').update(verifier).digest('base64url');
const agent = { 'user-agent': 'test' };

/** A local GitHub with a person and an App for people, new before each test, and what programs ask of its web site. */
export function usePeople() {
  const { gitHub, control } = useLocalGitHub();
  let app: MadeApp;
  beforeEach(async () => {
    app = await control().createApp({ slug: 'robot', callbackUrls: [callback, `${callback}/2`], deviceFlow: true });
    await control().createAccount({ login: 'jane', type: 'User' });
  });

  const site = (path: string, init: RequestInit = {}) =>
    fetch(`${gitHub().url}${path}`, { redirect: 'manual', ...init, headers: { ...agent, ...Object(init.headers) } });

  return {
    control,
    site,
    app: () => app,
    authorizeUrl(asked: Record<string, string> = {}, clientId = app.clientId): string {
      return `${gitHub().url}/login/oauth/authorize?${new URLSearchParams({ client_id: clientId, ...asked })}`;
    },
    /** What the browser of jane brings back from there. */
    async broughtBack(url: string): Promise<Record<string, string>> {
      return Object.fromEntries(new URL(await control().browse({ url, user: 'jane' })).searchParams);
    },
    async askToken(asked: Record<string, string>): Promise<Record<string, unknown>> {
      const body = new URLSearchParams({ client_id: app.clientId, client_secret: app.clientSecret, ...asked });
      const answer = await site('/login/oauth/access_token', {
        method: 'POST',
        body,
        headers: { accept: 'application/json' },
      });
      expect(answer.status).toBe(200);
      return Object(await answer.json());
    },
    /** The status of `GET /user` with this token. */
    async statusOf(token: unknown): Promise<number> {
      return (await site('/user', { headers: { authorization: `token ${token}` } })).status;
    },
  };
}
