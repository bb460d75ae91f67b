import { serveOperations } from '../api/serve-operation';
import { createGitHub } from '../github/github';
import { createGitHubOAuth } from '../github/oauth';
import { createInstallLinkOperation, createLinkMaker } from '../install-links/create-install-link';
import { createInstallLinks } from '../install-links/link-table';
import { type BindingsEnvironment, openBindings } from '../install-links/open-install-links';
import { createPersonAtGitHub } from '../install-links/person-at-github';
import { serveInstall } from '../install-links/serve-install';
import { requiredVariable } from '../lambda/environment';
import { logInfo } from '../lambda/logger';
import { openedLate } from '../lambda/opened-late';
import { createClientSecrets, parseSignInApps, type SignInApp } from '../user-tokens/sign-in-apps';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { createAppIdentities } from '../webhooks/app-identity-table';
import { createAppTokenOf } from './app-token';
import { createAskedRequests } from './asked-requests-table';
import { frontEndsIn } from './front-ends';
import { createIntegrationOperations } from './integration-operations';
import { createRevoke } from './revoke-integration';
import { serveIntegrations } from './serve-integrations';
import { createStandingRoles } from './standing-roles';
import { createTokenVerifier } from './token-verifier';
import { createUninstall } from './uninstall';

/** Environment of the pages and of the operations. */
export interface IntegrationsEnvironment extends BindingsEnvironment {
  /** JSON of the list of Apps with their clients. */
  readonly SIGN_IN_APPS: string;
  /** Base URL of the pages, with a slash at its end. */
  readonly INSTALL_URL: string;
  readonly LEDGER_TABLE_NAME: string;
}

/** Environment of the API for front ends, besides. */
export interface FrontEndsEnvironment {
  /** JSON of `FrontEnds`. */
  readonly INTEGRATIONS_FRONT_ENDS: string;
}

/** Environment that `CredentialManager.connect` gives the operations. */
interface ConnectedEnvironment extends Partial<FrontEndsEnvironment> {
  readonly APP_FRAMEWORK_APP_TOKEN_ENDPOINT: string;
}

const variable = requiredVariable<keyof (IntegrationsEnvironment & ConnectedEnvironment)>;

function links() {
  const opened = openBindings();
  const { tableName, now } = opened;
  return {
    ...opened,
    links: createInstallLinks({ tableName, now }),
    apps: parseSignInApps(variable('SIGN_IN_APPS')),
    baseUrl: variable('INSTALL_URL'),
  };
}

/** The functions of this code. */
export function openIntegrations() {
  return {
    pages: openedLate(pagesFromEnvironment),
    operate: openedLate(operationsFromEnvironment),
    api: openedLate(apiFromEnvironment),
  };
}

function pagesFromEnvironment() {
  const opened = links();
  const identities = createAppIdentities({ tableName: variable('LEDGER_TABLE_NAME') });
  const slugOf = async ({ appId, host }: SignInApp, remainingMilliseconds: () => number) =>
    (await identities.read(remainingMilliseconds)).apps.find((app) => app.appId === appId && app.host === host)?.slug;
  const read = (secretArn: string, remaining: () => number) => createSecretReader({ secretArn })(remaining);
  const signedIn = createPersonAtGitHub({
    gitHub: createGitHub({ write: logInfo }),
    oauth: createGitHubOAuth(),
    secretOf: createClientSecrets({ read }),
    evidence: opened.evidence,
  });
  return serveInstall({ ...opened, slugOf, signedIn });
}

function revoking() {
  const opened = links();
  const { bindings, apps } = opened;
  const gitHub = createGitHub({ write: logInfo });
  const appTokenOf = createAppTokenOf(variable('APP_FRAMEWORK_APP_TOKEN_ENDPOINT'));
  const roles = createStandingRoles({ ...opened, gitHub, appTokenOf });
  const uninstall = createUninstall({ gitHub, appTokenOf });
  return { ...opened, roles, revoke: createRevoke({ bindings, apps, roles, uninstall }) };
}

function operationsFromEnvironment() {
  const opened = revoking();
  return serveOperations([createInstallLinkOperation(opened), ...createIntegrationOperations(opened)]);
}

function apiFromEnvironment() {
  const opened = revoking();
  const { issuers, origins } = frontEndsIn(variable('INTEGRATIONS_FRONT_ENDS'));
  const userOf = createTokenVerifier({ issuers, now: opened.now });
  const makeLink = createLinkMaker(opened);
  return serveIntegrations({ ...opened, userOf, asks: createAskedRequests(opened), makeLink, origins });
}
