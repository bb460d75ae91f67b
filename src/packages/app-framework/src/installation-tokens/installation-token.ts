import { ApiError } from '../api/api-error';
import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import { auditToken } from '../api/token-audit';
import type { AppTokens } from '../app-tokens/app-token';
import type { CallerCeilings } from '../ceilings/caller-ceilings';
import { type InstallationFinder, noLongerInstalled } from '../installations/find-installation';
import { askingApp, type GitHubInstallations } from '../installations/github-installations';
import { isAboutTheApp, refusedByGitHub } from '../installations/github-refusal';
import type { Installation } from '../installations/installation';
import { readTarget } from '../installations/target';
import { type MintedToken, parseMintedToken, type ScopeBody, scopeBody } from './scope';
import type { TokenCache } from './token-cache';
import { principalOf, sharerOf, type TokenSharing } from './token-cache-key';

type Input = OperationInputs['GetInstallationToken'];
type Output = OperationOutputs['GetInstallationToken'];

export interface InstallationTokenCollaborators {
  readonly appTokens: AppTokens;
  readonly finder: InstallationFinder;
  readonly atGitHub: GitHubInstallations;
  readonly tokens: TokenCache;
  readonly sharing: TokenSharing;
  readonly ceilings: CallerCeilings;
}

const defaultMinimumLifetimeMinutes = 15;

/**
 * `GetInstallationToken`: a live token for one installation, limited as asked, with one audit line for each answer.
 *
 * An installation that GitHub knows no more has mostly been removed and installed again, under a new id: then the present one of
 * the same account is taken. Not so where the request names the installation by its id: that one is meant, or none.
 */
export function createGetInstallationToken(collaborators: InstallationTokenCollaborators) {
  const { appTokens, finder, atGitHub, tokens, sharing, ceilings } = collaborators;

  return async (input: Input, { caller, remainingMilliseconds }: Call): Promise<Output> => {
    const { appId, scopeDown, minimumLifetime = defaultMinimumLifetimeMinutes } = input;
    const target = readTarget(input);
    const held = await ceilings.of(caller);
    held.admit(input);
    const host = atGitHub.hostOf(await appTokens.findApp(appId));
    const app = askingApp(appTokens, { appId, remainingMilliseconds });

    const mint = async (installation: Installation, body: ScopeBody): Promise<MintedToken> => {
      const { installationId, name } = installation;
      await held.spend();
      const outcome = await atGitHub.mint(app, installationId, body);
      if (outcome.kind === 'answered') {
        const minted = parseMintedToken(outcome.data);
        const revoke = () => atGitHub.revoke({ host, token: minted.token, remainingMilliseconds });
        await held.verify({ installation, answer: outcome.data, revoke });
        return minted;
      }
      if (outcome.kind === 'not-found' && !isAboutTheApp(outcome)) throw noLongerInstalled(installation);
      throw refusedByGitHub(outcome, { appId, action: `give a token for installation ${installationId} on ${name}` });
    };
    const obtain = async (installation: Installation): Promise<MintedToken> => {
      const { installationId } = installation;
      const scope = held.scopeFor(installation, scopeDown);
      const body = scopeBody(scope);
      const sharer = sharerOf(held.sharing === 'caller' ? 'caller' : sharing, caller);
      const identity = { host, appId, installationId, sharer, scope };
      const wish = {
        identity,
        caller: principalOf(caller),
        minimumLifetimeMilliseconds: minimumLifetime * 60_000,
        kind: input.fresh === true ? ('own' as const) : ('shared' as const),
        unusableTokenHash: input.unusableTokenHash,
        remainingMilliseconds,
      };
      const token = await tokens.obtain(wish, () => mint(installation, body));
      // A kept token was within the ceiling of its time; repositories asked for by id may be beyond that of now.
      held.checkCached(installation, token.scope);
      return token;
    };

    const installation = await finder.find(app, target);
    try {
      return vended({ input, caller, installation, token: await obtain(installation) });
    } catch (error) {
      const isGone = error instanceof ApiError && error.shape === 'NotFoundError';
      const successor = isGone && target.by !== 'installationId' && (await finder.findSuccessor(app, installation));
      if (!successor) throw error;
      return vended({ input, caller, installation: successor, token: await obtain(successor) });
    }
  };
}

interface Vended {
  readonly input: Input;
  readonly caller: string;
  readonly installation: Installation;
  readonly token: MintedToken;
}

function vended({ input, caller, installation, token }: Vended): Output {
  const { appId, nodeId, installationId } = installation;
  const isScoped = input.scopeDown && Object.values(input.scopeDown).some((member) => member !== undefined);
  const requested = isScoped ? { requestedScopeDown: input.scopeDown } : {};
  const actualScopeDown = token.scope;
  const expirationTime = token.expiresAt;
  auditToken({ caller, appId, nodeId, expirationTime, token: token.token, ...requested, actualScopeDown });
  return {
    installationToken: token.token,
    nodeId,
    appId,
    installationId,
    expirationTime,
    ...requested,
    actualScopeDown,
  };
}
