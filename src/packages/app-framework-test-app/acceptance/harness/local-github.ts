import { target } from './deployment';
import { eventually } from './eventually';
import { at, listAt, numberAt, textAt } from './json';
import { recordSecret } from './record';

export interface GitHubApp {
  readonly appId: number;
  readonly slug: string;
  /** The id of the App's bot, as whom it writes. */
  readonly botId: number;
  readonly pem: string;
}

export interface Account {
  readonly login: string;
  readonly nodeId: string;
}

export type AccountType = 'Organization' | 'User' | 'Enterprise';
export type Permissions = Readonly<Record<string, string>>;

interface Installing {
  readonly appId: number;
  readonly account: string;
  readonly accountType?: AccountType;
  readonly permissions?: Permissions;
  readonly repositories?: readonly string[];
  /** Who installs it; somebody from outside when absent. */
  readonly sender?: string;
}

/** What shall happen to the requests whose path matches, instead of what was asked. */
export interface Fault {
  readonly path: string;
  readonly method?: string;
  /** 1 when absent. */
  readonly times?: number;
  /** How many pass untouched before. */
  readonly afterRequests?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly silent?: true;
  readonly delayMilliseconds?: number;
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
}

/** The whole webhook of an App: what is absent is not kept from before. */
export interface Webhook {
  readonly url?: string;
  readonly secret?: string;
  readonly contentType?: 'json' | 'form';
  /** True when absent. */
  readonly active?: boolean;
}

export interface Posting {
  readonly event: string;
  /** As JSON, or its exact text as `body`. */
  readonly payload?: unknown;
  readonly body?: string;
  /** A new one when absent. */
  readonly deliveryId?: string;
  /** Signs instead of the App's. */
  readonly secret?: string;
}

/** One line of GitHub's log of deliveries. */
export interface Listed {
  /** Past 2^53. */
  readonly id: string;
  readonly deliveryId: string;
  readonly event: string;
  readonly statusCode: number;
}

/** What shall happen to the next deliveries that fit, as docs/local-github.md tells. */
export interface DeliveryFault {
  readonly effect: 'lost' | 'unreachable' | 'timedOut' | 'unheard' | 'delayed' | 'repeated' | 'overtaken' | 'withheld';
  readonly appId?: number;
  readonly event?: string;
  readonly action?: string;
  readonly times?: number;
  readonly afterDeliveries?: number;
  readonly milliseconds?: number;
  readonly copies?: number;
  readonly by?: number;
}

/** Text by path; `null` removes the file. */
export type Files = Readonly<Record<string, string | null>>;

/** In `<owner>/<name>`, done by the account `sender` or else by somebody from outside. */
interface InRepository {
  readonly repository: string;
  readonly sender?: string;
}

/** Steers the local GitHub through its control API. Only for tests that say that they need it. */
export const gitHub = {
  get url(): string {
    return base();
  },

  /** A new App with one private key. */
  async createApp(
    appId?: number,
    more: { slug?: string; clientId?: string; permissions?: Permissions; events?: readonly string[] } = {},
  ): Promise<GitHubApp> {
    const made = await control('POST', '/apps', { appId, ...more });
    const pem = textAt(made, 'pem');
    recordSecret(pem);
    return { appId: numberAt(made, 'appId'), slug: textAt(made, 'slug'), botId: numberAt(made, 'botId'), pem };
  },

  async addKey(appId: number): Promise<{ pem: string; fingerprint: string }> {
    const made = await control('POST', `/apps/${appId}/keys`, {});
    const pem = textAt(made, 'pem');
    recordSecret(pem);
    return { pem, fingerprint: textAt(made, 'fingerprint') };
  },

  removeKey: (appId: number, fingerprint: string) =>
    control('DELETE', `/apps/${appId}/keys/${encodeURIComponent(fingerprint)}`),

  async createAccount(login: string, type: AccountType = 'Organization'): Promise<Account> {
    const made = await control('POST', '/accounts', { login, type });
    return { login, nodeId: textAt(made, 'nodeId') };
  },

  rename: (login: string, newLogin: string) => control('PATCH', `/accounts/${login}`, { login: newLogin }),

  async createRepository(owner: string, name: string): Promise<number> {
    return numberAt(await control('POST', '/repositories', { owner, name }), 'id');
  },

  /** The id of the installation. */
  async install(installing: Installing): Promise<number> {
    return numberAt(await control('POST', '/installations', installing), 'id');
  },

  /** Organizations `<loginPrefix>-1` and on, each with the App installed. */
  installInBulk: (bulk: { appId: number; installations: number; loginPrefix: string }) =>
    control('POST', '/bulk', bulk),

  changeInstallation: (
    id: number,
    change: { suspended?: boolean; permissions?: Permissions; repositories?: readonly string[] },
  ) => control('PATCH', `/installations/${id}`, change),

  changeRepository: (change: InRepository & { name?: string; owner?: string; private?: boolean }) =>
    control('PATCH', '/repositories', change),
  removeRepository: (repository: string) => control('DELETE', '/repositories', { repository }),

  /** The number of the issue. */
  async openIssue(issue: InRepository & { title: string; body?: string; labels?: string[] }): Promise<number> {
    return numberAt(await control('POST', '/issues', issue), 'number');
  },

  changeIssue: (
    change: InRepository & {
      number: number;
      title?: string;
      body?: string;
      state?: 'open' | 'closed';
      labels?: string[];
    },
  ) => control('PATCH', '/issues', change),

  /** The id of the comment, on an issue or a pull request. */
  async comment(comment: InRepository & { number: number; body: string; association?: string }): Promise<number> {
    return numberAt(await control('POST', '/comments', comment), 'id');
  },

  changeComment: (change: { id: number; body: string; sender?: string }) => control('PATCH', '/comments', change),

  /** The SHA of the new head of the branch, which is made when it is not there. */
  async push(push: InRepository & { files: Files; branch?: string; message?: string }): Promise<string> {
    return textAt(await control('POST', '/pushes', push), 'sha');
  },

  async openPull(
    pull: InRepository & { title: string; head: string; fork?: string; base?: string; body?: string },
  ): Promise<{ number: number; headSha: string }> {
    const opened = await control('POST', '/pulls', pull);
    return { number: numberAt(opened, 'number'), headSha: textAt(opened, 'headSha') };
  },

  mergePull: (merge: InRepository & { number: number }) => control('POST', '/merges', merge),
  /** Somebody wants a check run again, or presses a button of it: one that it shows, or that of an identifier, on a page that is old. */
  requestCheckRun: (request: { id: number; button?: string; identifier?: string; sender?: string }) =>
    control('POST', '/check-run-requests', request),
  ping: (appId: number) => control('POST', `/apps/${appId}/pings`, {}),
  revokeAuthorization: (appId: number, sender: string) => control('POST', `/apps/${appId}/revocations`, { sender }),

  uninstall: (id: number) => control('DELETE', `/installations/${id}`),
  setRateLimit: (left: { appId?: number; installationId?: number; remaining: number }) =>
    control('POST', '/rate-limits', left),
  addFault: (fault: Fault) => control('POST', '/faults', fault),
  clearFaults: () => control('DELETE', '/faults'),
  setClock: (offsetSeconds: number) => control('POST', '/clock', { offsetSeconds }),
  setTokenForm: (form: 'short' | 'stateless' | 'alternate') => control('POST', '/token-form', { form }),

  setWebhook(appId: number, webhook: Webhook): Promise<unknown> {
    if (webhook.secret !== undefined) recordSecret(webhook.secret);
    return control('PUT', `/apps/${appId}/webhook`, webhook);
  },

  /** Posts an event to the App's endpoint, without waiting for its answer. The delivery id. */
  async postWebhook(appId: number, posting: Posting): Promise<string> {
    return textAt(await control('POST', `/apps/${appId}/deliveries`, posting), 'deliveryId');
  },

  /** Posts an event and waits for the endpoint. Nothing when the delivery was lost. */
  async postWebhookAndWait(appId: number, posting: Posting): Promise<Listed | undefined> {
    const posted = await control('POST', `/apps/${appId}/deliveries`, { ...posting, wait: true });
    const listed = at(posted, 'listed');
    return listed === undefined ? undefined : listedOf(listed);
  },

  /** GitHub's log of deliveries to the App, newest first. */
  async deliveries(appId: number): Promise<Listed[]> {
    return listAt(await control('GET', `/apps/${appId}/deliveries`), 'deliveries').map(listedOf);
  },

  addDeliveryFault: (fault: DeliveryFault) => control('POST', '/delivery-faults', fault),
  clearDeliveryFaults: () => control('DELETE', '/delivery-faults'),
  setWebhookSettings: (settings: { concurrency?: number; timeoutMilliseconds?: number }) =>
    control('POST', '/webhook-settings', settings),
  /** Waits until no delivery is on its way; what waits to be overtaken goes out. */
  webhooksSettled: () => control('POST', '/settle', {}),

  /** What came in while `work` ran, from whatever caller, but for what a schedule asks of each installation at any time. */
  async requestsDuring<T>(work: () => Promise<T>): Promise<{ requests: SeenRequest[]; result: T }> {
    const since = await gitHub.now();
    const result = await work();
    const seen = listAt(await control('GET', `/requests?since=${since}`), 'requests');
    const requests = seen.map((request) => ({
      method: textAt(request, 'method'),
      path: textAt(request, 'path'),
      status: 'status' in Object(request) ? numberAt(request, 'status') : undefined,
    }));
    return { requests: requests.filter(({ path }) => path !== '/rate_limit'), result };
  },

  /** Waits until this many requests to a path have come in since `since`, answered or not. */
  async requestsTo(path: string, { since, times }: { since: number; times: number }): Promise<void> {
    await eventually({ what: `${times} requests to ${path}` }, async () => {
      const seen = listAt(await control('GET', `/requests?since=${since}`), 'requests');
      return seen.filter((request) => textAt(request, 'path') === path).length >= times || undefined;
    });
  },

  /** Place in the list of requests, to look from later. */
  async now(): Promise<number> {
    return numberAt(await control('GET', '/requests'), 'next');
  },

  /** Every secret that went through since it was started. */
  async secrets(): Promise<{ pems: string[]; jwts: string[]; tokens: string[] }> {
    const all = await control('GET', '/secrets');
    return { pems: texts(all, 'pems'), jwts: texts(all, 'jwts'), tokens: texts(all, 'tokens') };
  },
};

function listedOf(value: unknown): Listed {
  return {
    id: textAt(value, 'id'),
    deliveryId: textAt(value, 'deliveryId'),
    event: textAt(value, 'event'),
    statusCode: numberAt(value, 'statusCode'),
  };
}

function texts(value: unknown, name: string): string[] {
  return listAt(value, name).map((text, index) => textAt({ text }, 'text') || `empty ${index}`);
}

/** A request to the control API. */
export async function control(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${base()}/_control${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer: unknown = await response.json();
  if (response.ok) return answer;
  throw new Error(`The local GitHub refused ${method} ${path} with ${response.status}: ${JSON.stringify(answer)}`);
}

function base(): string {
  if (target.localGitHub) return target.localGitHub;
  throw new Error('There is no local GitHub: put the test into describeWith(["the local GitHub"], …).');
}
