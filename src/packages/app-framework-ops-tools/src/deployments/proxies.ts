import { Agent as DirectAgent, request } from 'node:https';
import { Readable } from 'node:stream';
import { type AgentConnectOpts, Agent as ChoosingAgent } from 'agent-base';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

/** Statuses whose responses have no body (https://fetch.spec.whatwg.org/#null-body-status). */
const bodiless = new Set([101, 103, 204, 205, 304]);

/**
 * An agent for HTTPS that goes through the proxy that `HTTPS_PROXY` or `ALL_PROXY` names, and past it where `NO_PROXY` says so. Absent where
 * none is named. TLS is with the far end: a proxy sees the host and nothing else.
 */
export function createProxyAgent(): ChoosingAgent | undefined {
  return isProxySet() ? new EnvironmentAgent({ keepAlive: true }) : undefined;
}

/** Has `fetch`, by which GitHub is asked, go through the same proxies. Nothing changes where none is named. */
export function proxyFetch(): void {
  const agent = createProxyAgent();
  if (agent === undefined || fetch === proxied) return;
  direct = fetch;
  globalThis.fetch = proxied;
}

let direct: typeof fetch = fetch;

const proxied: typeof fetch = (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  return getProxyForUrl(url) === '' || !url.startsWith('https:') ? direct(input, init) : fetchThrough(url, init);
};

class EnvironmentAgent extends ChoosingAgent {
  private readonly direct = new DirectAgent({ keepAlive: true });
  private readonly through = new Map<string, HttpsProxyAgent<string>>();

  connect(_request: unknown, { host, port }: AgentConnectOpts): DirectAgent | HttpsProxyAgent<string> {
    const proxy = getProxyForUrl(`https://${host}:${port}`);
    if (proxy === '') return this.direct;
    const known = this.through.get(proxy) ?? new HttpsProxyAgent(proxy, { keepAlive: true });
    this.through.set(proxy, known);
    return known;
  }
}

function isProxySet(): boolean {
  return ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'].some((name) => process.env[name]);
}

/** What the tool asks GitHub for: text or nothing, answered whole. A redirect is an answer. */
function fetchThrough(url: string, { method = 'GET', headers, body, signal }: RequestInit = {}): Promise<Response> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      agent: new HttpsProxyAgent(getProxyForUrl(url)),
      ...(signal && { signal }),
    };
    const sent = request(url, options, (answer) => {
      const status = answer.statusCode ?? 0;
      const pairs = Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]);
      resolve(new Response(bodiless.has(status) ? null : Readable.toWeb(answer), { status, headers: pairs }));
    });
    sent.on('error', reject);
    sent.end(typeof body === 'string' ? body : undefined);
  });
}
