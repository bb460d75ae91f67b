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

/** As whom to ask for `url`, which is a path below `baseUrl`, with or without it in front, its parameters filled in or not. */
export function speakerFor(url: string, baseUrl = ''): Speaker {
  const [address = ''] = url.split(/[?#]/);
  if (codeExchange.test(address) || isForeign(address, baseUrl)) return 'nobody';
  const base = baseUrl.replace(/\/+$/, '');
  const path = base !== '' && address.startsWith(`${base}/`) ? address.slice(base.length) : address;
  if (openRoutes.test(path)) return 'nobody';
  return appRoutes.test(path) ? 'app' : 'installation';
}

/** Uploads go to `uploads.github.com` where the API is at `api.github.com`, and the like for a host with data residency. */
function isForeign(address: string, baseUrl: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(baseUrl)) return false;
  const [to, base] = [new URL(address), new URL(baseUrl)];
  return to.origin !== base.origin && to.origin !== `${base.protocol}//${base.host.replace(/^api\./, 'uploads.')}`;
}
