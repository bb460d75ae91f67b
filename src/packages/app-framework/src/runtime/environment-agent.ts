import type { ClientRequest } from 'node:http';
import { Agent as DirectAgent } from 'node:https';
import { Agent, type AgentConnectOpts } from 'agent-base';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { optionalVariable } from '../lambda/environment';

const variables = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];

/**
 * Connects to each host as the environment says: through `HTTPS_PROXY`, unless `NO_PROXY` names the host. TLS goes through the proxy to
 * the host itself.
 */
export class EnvironmentAgent extends Agent {
  private readonly direct = new DirectAgent({ keepAlive: true });
  private readonly proxies = new Map<string, HttpsProxyAgent<string>>();

  override connect(_request: ClientRequest, { host, port }: AgentConnectOpts) {
    const proxy = host ? proxyFor(host, port) : undefined;
    if (!proxy) return this.direct;
    const known = this.proxies.get(proxy);
    if (known) return known;
    const agent = new HttpsProxyAgent(proxy, { keepAlive: true });
    this.proxies.set(proxy, agent);
    return agent;
  }

  override destroy(): void {
    for (const agent of [this.direct, ...this.proxies.values()]) agent.destroy();
    super.destroy();
  }
}

function proxyFor(host: string, port: string | number | undefined): string | undefined {
  const name = host.includes(':') ? `[${host}]` : host;
  const proxy = getProxyForUrl(`https://${name}:${port ?? 443}`);
  const isWritten = variables.some((variable) => optionalVariable(variable)?.startsWith('https://'));
  // Without a scheme, `proxy.example:3128` is spoken to in plain HTTP, as curl does.
  return (isWritten ? proxy : proxy.replace(/^https:/, 'http:')) || undefined;
}
