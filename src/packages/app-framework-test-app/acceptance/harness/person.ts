import { textAt } from './json';
import { control, gitHub } from './local-github';
import { record } from './record';
import { webhookUrl } from './webhook-url';

/**
 * Whoever asks for the pages of the deployment with this browser: cookies are kept by hand, and nothing is followed by itself. `reached` says where
 * a local AWS is asked for what has this address.
 */
export function openBrowser(reached: (url: string) => string = reachable) {
  const cookies = new Map<string, string>();
  async function ask(url: string, init: RequestInit): Promise<{ status: number; location: string; body: string }> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(reached(url), { ...init, redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/.test(line)) cookies.delete(name);
      else cookies.set(name, value);
    }
    const body = await answer.text();
    record({ kind: 'page', text: `${url}\n${JSON.stringify([...answer.headers])}\n${body}` });
    return { status: answer.status, location: answer.headers.get('location') ?? '', body };
  }
  return {
    get: (url: string) => ask(url, {}),
    /** What a form of a page posts. */
    post: (url: string, form: Record<string, string>) => ask(url, { method: 'POST', body: new URLSearchParams(form) }),
  };
}

export type Browser = ReturnType<typeof openBrowser>;

/** Goes with somebody through GitHub's pages; where GitHub sends the browser then. */
export async function throughGitHub(url: string, user: string, more: { deny?: true } = {}): Promise<string> {
  return textAt(await control('POST', '/browsers', { url, user, ...more }), 'location');
}

/** Signs somebody in, from the link on. Answers the last page. */
export async function signIn(browser: Browser, link: string, user: string): Promise<{ status: number; body: string }> {
  const { location } = await browser.get(link);
  const back = await browser.get(await throughGitHub(location, user));
  return back.status === 303 ? browser.get(back.location) : back;
}

/** Base URL of the pages as the deployment names it to browsers: over TLS, at a local AWS too. */
export function pagesUrl(): string {
  const { AWS_ENDPOINT_URL: plain = '', APP_FRAMEWORK_LOCAL_HTTPS: secured } = process.env;
  const own = webhookUrl().replace(/webhook$/, '');
  return secured ? own.replace(plain, secured) : own;
}

/** At a local AWS the same pages without TLS: nobody vouches for its certificate. */
function reachable(url: string): string {
  return url.startsWith(pagesUrl()) ? url.replace(pagesUrl(), webhookUrl().replace(/webhook$/, '')) : url;
}

/** Bodies of the comments of an issue, with who wrote them, as the App itself reads them. */
export async function commentsOf(
  repository: string,
  number: number,
  token: string,
): Promise<{ by: string; body: string }[]> {
  const answer = await fetch(`${gitHub.url}/repos/${repository}/issues/${number}/comments`, {
    headers: { authorization: `token ${token}`, 'user-agent': 'acceptance' },
  });
  const list: unknown = await answer.json();
  return (Array.isArray(list) ? list : []).map((one) => ({ by: textAt(one.user, 'login'), body: textAt(one, 'body') }));
}
