import { alertControl } from '../alerts/alert-client';
import { memberControl } from '../members/member-client';
import { oauthControl } from '../oauth/oauth-client';
import { webhookControl } from '../webhooks/webhook-client';
import { activityControl } from './activity-client';
import { createControlCall } from './control-call';
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

export type GitHubControl = ReturnType<typeof createGitHubControl>;

/** A client of the control API of the local GitHub at this base URL. A refusal is thrown with the server's reason. */
export function createGitHubControl(url: string) {
  const call = createControlCall(url);
  const { send, make, set, remove } = call;
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
    ...activityControl(call),
    ...memberControl(call),
    ...alertControl(call),
    ...oauthControl(call),
    ...webhookControl(call),
    requests: (since = 0) => send('GET', `/requests?since=${since}`, { answer: shapes.requestsView }),
    secrets: () => send('GET', '/secrets', { answer: shapes.secretsView }),
    reset: () => set('/reset', {}),
    health: async (): Promise<void> => void (await send('GET', '/health', { answer: shapes.nothing })),
  };
}
