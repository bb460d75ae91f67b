import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import { auditToken } from '../api/token-audit';
import type { AppTokens } from '../apps/app-token';
import { type InstallationFinder, noLongerInstalled } from './find-installation';
import type { AskingApp, GitHubInstallations } from './github-installations';
import { isAboutTheApp, refusedByGitHub } from './github-refusal';
import type { Installation } from './installation';
import { type MintedToken, parseMintedToken, scopeBody } from './scope';
import { readTarget } from './target';

type Input = OperationInputs['GetInstallationToken'];
type Output = OperationOutputs['GetInstallationToken'];

export interface InstallationTokenCollaborators {
  readonly appTokens: AppTokens;
  readonly finder: InstallationFinder;
  readonly atGitHub: GitHubInstallations;
}

/**
 * `GetInstallationToken`: a token for one installation, limited as asked, with one audit line.
 *
 * An installation that GitHub knows no more has mostly been removed and installed again, under a new id: then the present one of
 * the same account is taken. Not so where the request names the installation by its id: that one is meant, or none.
 */
export function createGetInstallationToken({ appTokens, finder, atGitHub }: InstallationTokenCollaborators) {
  const mint = (app: AskingApp, installation: Installation, input: Input) =>
    atGitHub.mint(app, installation.installationId, scopeBody(input.scopeDown ?? {}));

  return async (input: Input, { caller, remainingMilliseconds }: Call): Promise<Output> => {
    const { appId } = input;
    const target = readTarget(input);
    const app = { appToken: await appTokens.mint(appId), remainingMilliseconds };
    let installation = await finder.find(app, target);
    let outcome = await mint(app, installation, input);
    if (outcome.kind === 'not-found' && target.by !== 'installationId') {
      const successor = await finder.findSuccessor(app, installation);
      installation = successor ?? installation;
      outcome = successor ? await mint(app, successor, input) : outcome;
    }
    if (outcome.kind === 'not-found' && !isAboutTheApp(outcome)) throw noLongerInstalled(installation);
    if (outcome.kind !== 'answered') {
      const { installationId, name } = installation;
      throw refusedByGitHub(outcome, { appId, action: `give a token for installation ${installationId} on ${name}` });
    }
    return vended({ input, caller, installation, minted: parseMintedToken(outcome.data) });
  };
}

interface Vended {
  readonly input: Input;
  readonly caller: string;
  readonly installation: Installation;
  readonly minted: MintedToken;
}

function vended({ input, caller, installation, minted }: Vended): Output {
  const { appId, nodeId, installationId } = installation;
  const isScoped = input.scopeDown && Object.values(input.scopeDown).some((member) => member !== undefined);
  const requested = isScoped ? { requestedScopeDown: input.scopeDown } : {};
  const actualScopeDown = minted.scope;
  const expirationTime = minted.expiresAt;
  auditToken({ caller, appId, nodeId, expirationTime, token: minted.token, ...requested, actualScopeDown });
  return {
    installationToken: minted.token,
    nodeId,
    appId,
    installationId,
    expirationTime,
    ...requested,
    actualScopeDown,
  };
}
