import { randomBytes } from 'node:crypto';
import { type createBrowserBinding, linkIdOf, markOf, newLink } from '../http/browser-binding';
import { cookiesIn, setCookie } from '../http/cookies';
import type { HttpResponse } from '../http/http-edge';
import { type Page, pageResponse, redirectResponse } from '../http/page';
import type { BrowserRequest, ServePage } from '../http/serve-pages';
import { logRecord } from '../lambda/logger';
import { parsedJson, textsIn } from '../lambda/parsed-json';
import type { Attempt, Issuer } from './operators-issuer';
import type { OperatorLinks } from './operators-table';

export interface SignInCollaborators {
  readonly issuer: Issuer;
  readonly links: Pick<OperatorLinks, 'admit'>;
  readonly binding: ReturnType<typeof createBrowserBinding>;
  readonly baseUrl: string;
  /** Where browsers send cookies. */
  readonly path: string;
  readonly lifetimeSeconds: number;
  readonly now: () => Date;
}

/** Each attempt has a cookie of its own: a browser signs in in several tabs, as after a session of hours. */
const attemptNames = '__Secure-operators-attempt-';
const nameOf = (state: string) => `${attemptNames}${state.slice(0, 22)}`;
const attemptSeconds = 600;
/** What a browser sends has bounds: older ones are ended. */
const mostAttempts = 5;

/** The way in by an issuer of tokens: `enter` leads there, and `entered` is where it leads back to. */
export function createSignInByIssuer(collaborators: SignInCollaborators): { enter: ServePage; entered: ServePage } {
  const { issuer, links, binding, baseUrl, path, lifetimeSeconds, now } = collaborators;
  const again = { label: 'Sign in again', url: `${baseUrl}operators/enter` };
  const endOf = (name: string) => setCookie(name, '', 0, path);
  const page = (status: number, title: string, text: string, cookies: readonly string[]): HttpResponse =>
    pageResponse({ status, title, text: [text], next: again } satisfies Page, cookies);

  return {
    async enter({ request, remainingMilliseconds }) {
      const [state, nonce, verifier] = [newLink(), newLink(), randomBytes(32).toString('base64url')];
      const url = await issuer.signInUrl({ state, nonce, verifier }, remainingMilliseconds);
      const kept = Buffer.from(JSON.stringify({ state, nonce, verifier })).toString('base64url');
      const others = [...cookiesIn(request.headers.cookie).keys()].filter((name) => name.startsWith(attemptNames));
      return redirectResponse(302, url, [
        setCookie(nameOf(state), kept, attemptSeconds, path),
        ...others.slice(0, 1 - mostAttempts).map(endOf),
      ]);
    },

    async entered({ request, remainingMilliseconds }: BrowserRequest) {
      const state = request.query.get('state') ?? '';
      const attempt = attemptOf(request.headers.cookie, state);
      if (attempt?.state !== state) {
        return page(400, 'This browser did not begin to sign in', 'It was another one, or too long ago.', []);
      }
      const ended = [endOf(nameOf(state))];
      const code = request.query.get('code');
      if (code === null) {
        const reason = /^[\w.-]{1,60}$/.exec(request.query.get('error') ?? '')?.[0] ?? 'no reason';
        return page(403, 'You were not signed in', `The issuer of this deployment says why: ${reason}.`, ended);
      }
      const judged = await issuer.judge(code, attempt, remainingMilliseconds);
      const { requestId } = request;
      if (judged.kind === 'refused') {
        logRecord('an operator was not signed in', { reason: judged.reason, requestId });
        return page(403, 'You were not signed in', `Its log has the reason under ${requestId}.`, ended);
      }
      const { subject } = judged;
      if (judged.kind === 'not allowed') {
        logRecord('somebody who is no operator signed in', { subject, requestId });
        const whom = 'Whoever sees to the issuer can make you one.';
        return page(403, 'You are no operator of this deployment', whom, ended);
      }
      const browser = binding.browserFor(linkIdOf(newLink()), undefined);
      const browserUntil = now().getTime() + lifetimeSeconds * 1_000;
      await links.admit({ id: browser.id, browser: markOf(browser), browserUntil }, remainingMilliseconds);
      logRecord('an operator signed in', { subject, requestId });
      return redirectResponse(303, `${baseUrl}operators`, [...ended, binding.cookieOf(browser)]);
    },
  };
}

function attemptOf(sent: string | undefined, begun: string): Attempt | undefined {
  const kept = cookiesIn(sent).get(nameOf(begun)) ?? '';
  const [state, nonce, verifier] = textsIn(parsedJson(Buffer.from(kept, 'base64url').toString('utf8')), [
    'state',
    'nonce',
    'verifier',
  ]);
  if (state === undefined || nonce === undefined || verifier === undefined) return undefined;
  return { state, nonce, verifier };
}
