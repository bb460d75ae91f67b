import { type BoundBrowser, linkIdOf, markOf } from '../http/browser-binding';
import type { HttpResponse } from '../http/http-edge';
import { pageResponse, redirectResponse } from '../http/page';
import type { BrowserRequest } from '../http/serve-pages';
import { appManifest, isOwner } from './app-manifest';
import { needsOf } from './app-needs';
import { browserFor, browserOf, cookieOf, stateOf } from './bound-browser';
import { appPages } from './converted-app';
import { countStep } from './count-step';
import { pages } from './setup-pages';
import type { Setup, SetupChange } from './setup-table';
import type { SetupCollaborators } from './setup-world';

/** GitHub's own bounds. */
const longestName = 34;
const login = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;

/**
 * `/setup`: the page of a link, and its button. Opening it changes nothing, for chats and mail scanners open links; the button binds the setup to
 * its browser, and has that post the manifest to GitHub.
 */
export function createBeginning(collaborators: SetupCollaborators) {
  const { setups, readRoutes, settings, baseUrl, webhookUrl, now } = collaborators;

  function usableBy(browser: BoundBrowser, setup: Setup | undefined): Setup | undefined {
    if (setup?.step === 'open') return setup.until > now().getTime() ? setup : undefined;
    return setup?.step === 'begun' && setup.browser === markOf(browser) ? setup : undefined;
  }

  return {
    async open({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const link = request.query.get('link') ?? '';
      const browser = browserFor(linkIdOf(link), request.headers.cookie);
      const setup = await setups.read(linkIdOf(link), remainingMilliseconds);
      const usable = usableBy(browser, setup);
      if (usable) {
        const { name, owner } = settings;
        const asked = { link, name, host: new URL(usable.apiUrl).host, owner, organization: owner };
        return pageResponse(pages.question(asked), [cookieOf(browser)]);
      }
      if (isHalfWay(setup) && setup?.browser === markOf(browser)) {
        const state = new URLSearchParams({ state: stateOf(browser) });
        return redirectResponse(303, `${baseUrl}setup/created?${state}`, []);
      }
      return pageResponse(pages.notGood(setup));
    },

    async begin({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
      const form = new URLSearchParams(request.body.toString('utf8'));
      const [link, name, organization] = ['link', 'name', 'organization'].map((one) => (form.get(one) ?? '').trim());
      const id = linkIdOf(link ?? '');
      const browser = browserOf(id, request.headers.cookie);
      if (!browser) return pageResponse(pages.otherBrowser());
      const found = await setups.read(id, remainingMilliseconds);
      const setup = usableBy(browser, found);
      if (!setup) return pageResponse(pages.notGood(found));
      const { owner } = settings;
      const problem = problemOf({ name, organization, owner });
      if (problem !== undefined) {
        const { host } = new URL(setup.apiUrl);
        const asked = { link: link ?? '', name: name ?? '', host, problem, owner, organization };
        return pageResponse(pages.question(asked));
      }
      const needs = needsOf(await readRoutes(remainingMilliseconds));
      const mark = markOf(browser);
      const change: Omit<SetupChange, 'from'> = {
        id,
        set: { step: 'begun', browser: mark, begunAt: now().getTime(), ...(organization && { organization }) },
        remove: organization ? [] : ['organization'],
      };
      // Whoever pressed it before may press it again, for an hour more or less: GitHub refused the name, the tab was closed.
      const isBound =
        (await setups.change({ ...change, from: ['open'] }, remainingMilliseconds)) ||
        (await setups.change({ ...change, from: ['begun'], browser: mark }, remainingMilliseconds));
      if (!isBound) return pageResponse(pages.notGood(await setups.read(id, remainingMilliseconds)));
      countStep(now());
      const gitHub = appPages(setup.apiUrl);
      const manifest = appManifest({ settings: { ...settings, name: name ?? '' }, needs, webhookUrl, baseUrl });
      const action = `${gitHub.register(organization || undefined)}?state=${stateOf(browser)}`;
      return pageResponse(pages.toGitHub({ action, origin: gitHub.origin, manifest: JSON.stringify(manifest) }));
    },
  };
}

/** GitHub has been asked for the App, and nobody has been led on to its installation. */
function isHalfWay(setup: Setup | undefined): boolean {
  return setup?.step === 'exchanging' || setup?.step === 'held' || setup?.step === 'lost';
}

interface Wanted {
  readonly name?: string | undefined;
  readonly organization?: string | undefined;
  readonly owner: string | undefined;
}

function problemOf({ name = '', organization = '', owner }: Wanted) {
  if (name === '' || name.length > longestName) return `A name has 1 to ${longestName} characters.`;
  if (organization !== '' && !login.test(organization))
    return `${organization} is no name of an organization at GitHub.`;
  if (organization !== '' && !isOwner(owner, organization))
    return `${owner} is to own the App of this deployment, as its stack says, and not ${organization}.`;
  return undefined;
}
