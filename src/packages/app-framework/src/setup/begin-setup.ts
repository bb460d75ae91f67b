import type { HttpResponse } from '../http/http-edge';
import { pageResponse } from '../http/page';
import { appManifest } from './app-manifest';
import { needsOf } from './app-needs';
import { type BoundBrowser, browserFor, browserOf, cookieOf, markOf, setupIdOf, stateOf } from './browser-binding';
import { appPages } from './converted-app';
import { pages } from './setup-pages';
import type { Setup, SetupChange } from './setup-table';
import type { BrowserRequest, SetupCollaborators } from './setup-world';

/** GitHub's own bounds. */
const longestName = 34;
const login = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;

/**
 * `/setup`: the page of a link, and its button. Opening it changes nothing, for chats and mail scanners open links; the button binds the setup to
 * its browser, and has that post the manifest to GitHub.
 */
export function createBeginning(collaborators: SetupCollaborators) {
  const { setups, readRoutes, settings, baseUrl, webhookUrl, now } = collaborators;

  async function usable(link: string, browser: BoundBrowser, remaining: () => number): Promise<Setup | undefined> {
    const setup = await setups.read(setupIdOf(link), remaining);
    if (setup?.step === 'open') return setup.until > now().getTime() ? setup : undefined;
    return setup?.step === 'begun' && setup.browser === markOf(browser) ? setup : undefined;
  }

  return {
    async open({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const link = request.query.get('link') ?? '';
      const browser = browserFor(setupIdOf(link), request.headers.cookie);
      const setup = await usable(link, browser, remainingMilliseconds);
      if (!setup) return pageResponse(pages.notGood());
      const { host } = new URL(setup.apiUrl);
      const { name, owner: organization } = settings;
      const asked = { link, name, host, ...(organization !== undefined && { organization }) };
      return pageResponse(pages.question(asked), [cookieOf(browser)]);
    },

    async begin({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const [link, name, organization] = ['link', 'name', 'organization'].map((one) => (form.get(one) ?? '').trim());
      const id = setupIdOf(link ?? '');
      const browser = browserOf(request.headers.cookie);
      if (browser?.id !== id) return pageResponse(pages.otherBrowser());
      const setup = await usable(link ?? '', browser, remainingMilliseconds);
      if (!setup) return pageResponse(pages.notGood());
      const problem = problemOf({ name, organization });
      if (problem !== undefined) {
        const { host } = new URL(setup.apiUrl);
        const asked = { link: link ?? '', name: name ?? '', host, problem };
        return pageResponse(pages.question({ ...asked, ...(organization && { organization }) }));
      }
      const needs = needsOf(await readRoutes(remainingMilliseconds));
      const mark = markOf(browser);
      const change: Omit<SetupChange, 'from'> = {
        id,
        set: { step: 'begun', browser: mark, ...(organization && { organization }) },
        remove: organization ? [] : ['organization'],
      };
      // Whoever pressed it before may press it again, for an hour more or less: GitHub refused the name, the tab was closed.
      const isBound =
        (await setups.change({ ...change, from: ['open'] }, remainingMilliseconds)) ||
        (await setups.change({ ...change, from: ['begun'], browser: mark }, remainingMilliseconds));
      if (!isBound) return pageResponse(pages.notGood());
      const gitHub = appPages(setup.apiUrl);
      const manifest = appManifest({ settings: { ...settings, name: name ?? '' }, needs, webhookUrl, baseUrl });
      const action = `${gitHub.register(organization || undefined)}?state=${stateOf(browser)}`;
      return pageResponse(pages.toGitHub({ action, origin: gitHub.origin, manifest: JSON.stringify(manifest) }));
    },
  };
}

function problemOf({ name = '', organization = '' }: { name?: string | undefined; organization?: string | undefined }) {
  if (name === '' || name.length > longestName) return `A name has 1 to ${longestName} characters.`;
  if (organization !== '' && !login.test(organization))
    return `${organization} is no name of an organization at GitHub.`;
  return undefined;
}
