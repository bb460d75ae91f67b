/**
 * Who a request must be made as. `nobody`: the exchange of codes, which authenticates by what is in its body or by a client secret, and hosts
 * that are not GitHub's, to which no token may go.
 */
export type Speaker = 'app' | 'installation' | 'nobody';

/**
 * Routes that GitHub answers to an App token only
 * (https://docs.github.com/en/rest/authentication/endpoints-available-for-github-app-installation-access-tokens lists the others).
 */
const appRoutes = /^\/(app|marketplace_listing)(\/|$)|^\/(orgs|users|enterprises|repos\/[^/]+)\/[^/]+\/installation$/i;
const openRoutes = /^\/app-manifests\/|^\/applications\/[^/]+\/(token|grant)(\/|$)/i;
const codeExchange = /\/login\/(oauth\/access_token|device\/code)$/;

/**
 * As whom to ask for `address`: a URL as it will be requested, or a path below `baseUrl`. `baseUrl` is where the Octokit itself has its API,
 * whatever a single request says.
 */
export function speakerFor(address: string, baseUrl: string): Speaker {
  const base = baseUrl.replace(/\/+$/, '');
  const full = address.startsWith('/') ? `${base}${address}` : address;
  if (!URL.canParse(full) || !URL.canParse(base) || isForeign(new URL(full), new URL(base))) return 'nobody';
  const [place = ''] = full.split(/[?#]/);
  if (codeExchange.test(place)) return 'nobody';
  const path = place.startsWith(`${base}/`) ? place.slice(base.length) : place;
  if (openRoutes.test(path)) return 'nobody';
  return appRoutes.test(path) ? 'app' : 'installation';
}

/** Uploads go to `uploads.github.com` where the API is at `api.github.com`, and the like for a host with data residency. */
function isForeign(to: URL, base: URL): boolean {
  return to.origin !== base.origin && to.origin !== `${base.protocol}//${base.host.replace(/^api\./, 'uploads.')}`;
}
