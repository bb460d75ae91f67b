import { type BoundBrowser, createBrowserBinding, linkIdOf, markOf } from '../http/browser-binding';
import type { HttpResponse } from '../http/http-edge';
import { type Page, pageResponse, redirectResponse } from '../http/page';
import type { BrowserRequest, ServePage } from '../http/serve-pages';
import type { Issuer } from './operators-issuer';
import type { OperatorLinks } from './operators-table';
import { createSignInByIssuer } from './sign-in-by-issuer';

/** Half a working day; then whoever may makes another link. */
const lifetimeSeconds = 4 * 3_600;
/** A browser has been let in by several links. */
const mostLinks = 5;

const runOpen = 'Run the command open of the operations tool for a new link.';

const signIn = (url: string | undefined) => (url === undefined ? {} : { next: { label: 'Sign in', url } });

const pages = {
  question: (link: string): Page => ({
    status: 200,
    title: 'The pages of this deployment',
    text: [
      'They show how the deployment is, and what people wrote in deliveries of private repositories. This browser may look at them for four hours.',
    ],
    form: { action: 'operators', goesTo: 'this site', hidden: { link }, button: 'Open the pages' },
  }),
  notGood: (): Page => ({
    status: 410,
    title: 'This link is no longer good',
    text: [`A link is good once, within an hour, in one browser. ${runOpen}`],
  }),
  otherBrowser: (): Page => ({
    status: 400,
    title: 'This browser did not open the link',
    text: [`It keeps no cookies here, or the page was opened in another one. ${runOpen}`],
  }),
  signedOut: (signInUrl: string | undefined): Page => ({
    status: 200,
    title: 'You are signed out',
    text: [
      'This browser may not look at the pages any more.',
      signInUrl === undefined ? runOpen : 'You may be signed in at the issuer still.',
    ],
    ...signIn(signInUrl),
  }),
  stranger: (signInUrl: string | undefined): Page => ({
    status: 403,
    title: signInUrl === undefined ? 'Not without a link' : 'Not without signing in',
    text: [
      `These pages are for those who operate this deployment. ${signInUrl === undefined ? runOpen : `Sign in, or run the command open of the operations tool for a link.`}`,
    ],
    ...signIn(signInUrl),
  }),
};

/** Serves a page to a browser that was let in. `signOut` is what its button to sign out sends, which no other site knows. */
export type ServeOperator = (request: BrowserRequest, signOut: string) => Promise<HttpResponse>;

export interface EntryCollaborators {
  readonly links: Pick<OperatorLinks, 'read' | 'letIn' | 'admit' | 'end'>;
  /** Who signs operators in; absent where links alone let in. */
  readonly issuer?: Issuer | undefined;
  readonly baseUrl: string;
  readonly now: () => Date;
}

/**
 * Who gets to the pages: whoever has a link that IAM let be made, in the browser in which its button was pressed, and whoever an issuer signs in,
 * where there is one. Opening a link changes nothing, for chats and mail scanners open links.
 */
export function createEntry({ links, issuer, baseUrl, now }: EntryCollaborators) {
  // They let in for hours, and are nothing for whatever else the host has.
  const path = `${new URL(baseUrl).pathname}operators`;
  const binding = createBrowserBinding({ of: 'operators', lifetimeSeconds, path });
  const { browserFor, browserOf, browserOfState, browsersOf, cookieOf, endedCookieOf, stateOf } = binding;

  const signInUrl = issuer && `${baseUrl}operators/enter`;

  /** As which one a browser is let in. */
  async function letInAs({ request, remainingMilliseconds }: BrowserRequest): Promise<BoundBrowser | undefined> {
    for (const browser of browsersOf(request.headers.cookie).slice(-mostLinks)) {
      const { browser: mark, browserUntil = 0 } = (await links.read(browser.id, remainingMilliseconds)) ?? {};
      if (mark === markOf(browser) && browserUntil > now().getTime()) return browser;
    }
    return undefined;
  }

  async function open({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
    const link = request.query.get('link') ?? '';
    const found = await links.read(linkIdOf(link), remainingMilliseconds);
    const isGood = found !== undefined && found.browser === undefined && found.until > now().getTime();
    if (!isGood) return pageResponse(pages.notGood());
    return pageResponse(pages.question(link), [cookieOf(browserFor(linkIdOf(link), request.headers.cookie))]);
  }

  /** Ends all that let the browser in: by another of its links it would be in still. */
  async function leave(signOut: string, { request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
    const { cookie } = request.headers;
    if (!browserOfState(signOut, cookie)) return pageResponse(pages.stranger(signInUrl));
    const all = browsersOf(cookie);
    await Promise.all(all.map((one) => links.end({ id: one.id, browser: markOf(one) }, remainingMilliseconds)));
    return pageResponse(pages.signedOut(signInUrl), all.map(endedCookieOf));
  }

  return {
    /** Serves a page to those who are in. */
    forOperators: (serve: ServeOperator): ServePage => {
      return async (request) => {
        const browser = await letInAs(request);
        if (browser) return serve(request, stateOf(browser));
        return request.request.query.has('link') ? open(request) : pageResponse(pages.stranger(signInUrl));
      };
    },

    signIn: issuer && createSignInByIssuer({ issuer, links, binding, baseUrl, path, lifetimeSeconds, now }),

    /** The buttons: of a link, and to sign out. */
    async enter({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const signOut = form.get('signOut');
      if (signOut !== null) return leave(signOut, { request, remainingMilliseconds });
      const link = form.get('link') ?? '';
      const id = linkIdOf(link);
      const browser = browserOf(id, request.headers.cookie);
      if (!browser) return pageResponse(pages.otherBrowser());
      const browserUntil = now().getTime() + lifetimeSeconds * 1_000;
      const isLetIn = await links.letIn({ id, browser: markOf(browser), browserUntil }, remainingMilliseconds);
      // Pressed twice, it leads in all the same.
      if (!isLetIn && !(await letInAs({ request, remainingMilliseconds }))) return pageResponse(pages.notGood());
      return redirectResponse(303, `${baseUrl}operators`, []);
    },
  };
}
