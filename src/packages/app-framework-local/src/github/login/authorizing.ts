import { refusal } from '../oauth/oauth-refusal';
import type { World } from '../world/world';
import type { Consent } from './pages';
import type { Session } from './sessions';

/** What comes of a request to authorize: the browser goes elsewhere, or the person is asked. */
export type Authorizing = 'unknown App' | 'sign in' | 'no callback URL' | { readonly location: string } | Consent;

/** Where the App wants the person back, and which server says so. */
interface Way {
  readonly to: string;
  readonly origin: string;
}

/** The web flow, up to the browser's way back. */
export function createAuthorizing({ apps, codes, oauthServer, sessions, userTokens }: World) {
  /** The way back, with what is said there. The issuer is said of errors, too. */
  function back(way: Way, said: Readonly<Record<string, string | undefined>>): string {
    const url = new URL(way.to);
    const { issuer } = oauthServer;
    const iss = issuer === 'own' ? `${way.origin}/login/oauth` : issuer === 'none' ? undefined : issuer.url;
    for (const [name, value] of Object.entries({ ...said, iss })) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    return url.href;
  }

  function refuse(problem: 'access_denied' | 'redirect_uri_mismatch'): Record<string, string> {
    return Object.fromEntries(Object.entries(refusal(problem)).map(([name, value]) => [name, String(value)]));
  }

  return {
    begin({ searchParams: asked, origin }: URL, session: Session | undefined): Authorizing {
      const app = apps.byClientId(asked.get('client_id') ?? '');
      if (app === undefined) return 'unknown App';
      const [first] = app.oauth.callbackUrls;
      if (first === undefined) return 'no callback URL';
      const state = asked.get('state') ?? undefined;
      const redirectUri = asked.get('redirect_uri') ?? undefined;
      if (redirectUri !== undefined && !app.oauth.callbackUrls.includes(redirectUri)) {
        return { location: back({ to: first, origin }, { ...refuse('redirect_uri_mismatch'), state }) };
      }
      const to = redirectUri ?? first;
      const problem = challengeProblem(asked);
      if (problem !== undefined) {
        return { location: back({ to, origin }, { error: 'invalid_request', error_description: problem, state }) };
      }
      if (session === undefined || isForSomebodyElse(asked, session)) return 'sign in';

      const { user } = session;
      const challenge = asked.get('code_challenge') ?? undefined;
      const yes = () => back({ to, origin }, { code: codes.create({ app, user, redirectUri, challenge }), state });
      const no = () => back({ to, origin }, { ...refuse('access_denied'), state });
      if (userTokens.isAuthorized({ app, user })) return { location: yes() };
      return { app, user, question: sessions.ask(session, { yes, no }), leadsTo: new URL(to).origin };
    },
  };
}

/** `login` names the account that the App expects. */
function isForSomebodyElse(asked: URLSearchParams, { user }: Session): boolean {
  const login = asked.get('login');
  return login !== null && login !== '' && login.toLowerCase() !== user.login.toLowerCase();
}

function challengeProblem(asked: URLSearchParams): string | undefined {
  if (!asked.has('code_challenge')) return undefined;
  return asked.get('code_challenge_method') === 'S256' ? undefined : 'code_challenge_method must be S256.';
}

/** The sign-in page, and from there back to this one. */
export function signInFirst({ pathname, search }: URL, login: string | undefined): string {
  const asked = new URLSearchParams({ return_to: `${pathname}${search}`, ...(login === undefined ? {} : { login }) });
  return `/login?${asked}`;
}
