import type {
  InstallationChange,
  NewAccount,
  NewApp,
  NewBulk,
  NewFault,
  NewInstallation,
  NewRateLimit,
  NewRepository,
  TokenForm,
} from './control-shapes';
import * as shapes from './control-shapes';
import { readAs, type Shape } from './json-shape';

export type GitHubControl = ReturnType<typeof createGitHubControl>;

/** A client of the control API of the local GitHub at this base URL. A refusal is thrown with the server's reason. */
export function createGitHubControl(url: string) {
  const base = `${url.replace(/\/+$/, '')}/_control`;

  async function send<T>(
    method: string,
    path: string,
    { body, answer }: { body?: object; answer: Shape<T> },
  ): Promise<T> {
    const response = await fetch(`${base}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const value: unknown = await response.json();
    if (response.ok) return readAs(answer, value, `${method} ${path}`);
    const reason = shapes.problemView.fits(value) ? value.message : JSON.stringify(value);
    throw new Error(`The local GitHub refused ${method} /_control${path} with ${response.status}: ${reason}`);
  }

  const make = <T>(path: string, body: object, answer: Shape<T>) => send('POST', path, { body, answer });
  const set = async (path: string, body: object): Promise<void> => void (await make(path, body, shapes.nothing));
  const remove = async (path: string): Promise<void> => void (await send('DELETE', path, { answer: shapes.nothing }));

  return {
    url: url.replace(/\/+$/, ''),
    /** A new App with one private key. */
    createApp: (app: NewApp = {}) => make('/apps', app, shapes.madeApp),
    addKey: (appId: number) => make(`/apps/${appId}/keys`, {}, shapes.madeKey),
    removeKey: (appId: number, fingerprint: string) => remove(`/apps/${appId}/keys/${encodeURIComponent(fingerprint)}`),
    createAccount: (account: NewAccount) => make('/accounts', account, shapes.accountView),
    renameAccount: (login: string, newLogin: string) =>
      send('PATCH', `/accounts/${encodeURIComponent(login)}`, {
        body: { login: newLogin },
        answer: shapes.accountView,
      }),
    /** Private when not said otherwise. */
    createRepository: (repository: NewRepository) => make('/repositories', repository, shapes.repositoryView),
    /** With the App's own permissions and all repositories when not said otherwise. */
    install: (installation: NewInstallation) => make('/installations', installation, shapes.installationView),
    changeInstallation: (id: number, change: InstallationChange) =>
      send('PATCH', `/installations/${id}`, { body: change, answer: shapes.installationView }),
    uninstall: (id: number) => remove(`/installations/${id}`),
    /** Organisations `<loginPrefix>-1` and on, with the App installed on each. */
    installInBulk: (bulk: NewBulk) => make('/bulk', bulk, shapes.madeBulk),
    /** See the fault makers beside this for GitHub's usual ones. */
    addFault: (fault: NewFault) => make('/faults', fault, shapes.madeFault),
    clearFaults: () => remove('/faults'),
    setRateLimit: (limit: NewRateLimit) => set('/rate-limits', limit),
    setClock: (offsetSeconds: number) => set('/clock', { offsetSeconds }),
    setTokenForm: (form: TokenForm) => set('/token-form', { form }),
    requests: (since = 0) => send('GET', `/requests?since=${since}`, { answer: shapes.requestsView }),
    secrets: () => send('GET', '/secrets', { answer: shapes.secretsView }),
    reset: () => set('/reset', {}),
    health: async (): Promise<void> => void (await send('GET', '/health', { answer: shapes.nothing })),
  };
}
