import type { ApiError } from '../api/api-error';
import type { Caller } from '../api/caller';
import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import { auditToken } from '../api/token-audit';
import type { AppTokens } from '../app-tokens/app-token';
import type { AdmittedRequest, CallerCeilings } from '../ceilings/caller-ceilings';
import { recordName } from '../ceilings/record-name';
import type { GitHubFailure } from '../github/outcome';
import { type InstallationFinder, noLongerInstalled, notInstalled } from '../installations/find-installation';
import { type AskingApp, askingApp, type GitHubInstallations } from '../installations/github-installations';
import { isAboutTheApp, refusedByGitHub } from '../installations/github-refusal';
import { type Installation, isSame, stateOf } from '../installations/installation';
import { describeTarget, readTarget, type Target } from '../installations/target';
import {
  type MintedToken,
  parseMintedToken,
  refuseOtherOwners,
  scopeBody,
  withGitHubsNames,
  withoutOwner,
} from './scope';
import type { Obtained, TokenCache } from './token-cache';
import { sharerOf, type TokenSharing } from './token-cache-key';

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
 * the same account is taken. Not so where the request names the installation by its id: that one is meant, or none. Where GitHub does
 * not take a scope that the row allows, the row is mended, and what it allows now is tried once.
 */
export function createGetInstallationToken(collaborators: InstallationTokenCollaborators) {
  const { appTokens, finder, atGitHub, ceilings } = collaborators;

  return async (input: Input, { caller, remainingMilliseconds }: Call): Promise<Output> => {
    const { appId, owner, enterprise } = input;
    const target = readTarget(input);
    const scopeDown = input.scopeDown && withGitHubsNames(input.scopeDown);
    const described = describeTarget(target);
    const admitted = await ceilings.admit(caller, { appId, owner, enterprise, scopeDown, described });
    const host = atGitHub.hostOf(await appTokens.findApp(appId));
    const { spendLookUp } = admitted;
    const app = askingApp(appTokens, { appId, remainingMilliseconds, spendLookUp });
    const asking = { app, admitted, input, scopeDown, host, caller: recordName(caller) };

    const found = await finder.find(app, target);
    if (!found) throw admitted.absent(notInstalled(appId, target));
    const first = await obtain(collaborators, asking, found);
    if (first.kind === 'obtained') return vended({ input, caller, host, installation: found, token: first.token });
    const other = await otherThan(collaborators, { app, target, installation: found, failure: first.failure });
    if (!other) throw refusalOf(found, first.failure);
    const second = await obtain(collaborators, asking, other);
    if (second.kind === 'obtained') return vended({ input, caller, host, installation: other, token: second.token });
    throw refusalOf(other, second.failure);
  };
}

interface Asking {
  readonly app: AskingApp;
  readonly admitted: AdmittedRequest;
  readonly input: Input;
  readonly scopeDown: Input['scopeDown'];
  readonly host: string;
  /** Whom budgets and shared tokens belong to. */
  readonly caller: string;
}

/** A token that is kept, or a new one. */
async function obtain(
  { atGitHub, tokens, sharing }: InstallationTokenCollaborators,
  { app, admitted, input, scopeDown, host, caller }: Asking,
  installation: Installation,
): Promise<Obtained> {
  const { appId, installationId } = installation;
  const { remainingMilliseconds } = app;
  const judged = admitted.judge(installation, scopeDown && withoutOwner(scopeDown, installation.name));
  const { scope } = judged;
  refuseOtherOwners(scope);
  const body = scopeBody(scope);
  const { minimumLifetime = defaultMinimumLifetimeMinutes, fresh, unusableTokenHash } = input;
  const sharer = sharerOf(admitted.sharing === 'caller' ? 'caller' : sharing, caller);
  const wish = {
    identity: { host, appId, installationId, state: stateOf(installation), sharer, scope },
    caller,
    minimumLifetimeMilliseconds: minimumLifetime * 60_000,
    kind: fresh === true ? ('own' as const) : ('shared' as const),
    unusableTokenHash,
    remainingMilliseconds,
  };
  const obtained = await tokens.obtain(wish, async () => {
    const outcome = await judged.settle({
      ask: () => atGitHub.mint(app, installationId, body),
      revoke: (data) => atGitHub.revoke({ host, token: parseMintedToken(data).token, remainingMilliseconds }),
    });
    if (outcome.kind !== 'answered') return { kind: 'refused', failure: outcome };
    return { kind: 'minted', token: parseMintedToken(outcome.data) };
  });
  // A kept token was within the ceiling of its time; repositories asked for by id may be beyond that of now.
  if (obtained.kind === 'obtained') judged.checkKept(obtained.token.scope);
  return obtained;
}

interface Refused {
  readonly app: AskingApp;
  readonly target: Target;
  readonly installation: Installation;
  readonly failure: GitHubFailure;
}

/** What to try instead, where GitHub's refusal says that the row is wrong. Absent where it is not, or nothing better is known. */
async function otherThan(
  { finder }: Pick<InstallationTokenCollaborators, 'finder'>,
  { app, target, installation, failure }: Refused,
): Promise<Installation | undefined> {
  if (failure.kind === 'not-found' && !isAboutTheApp(failure)) {
    if (target.by !== 'installationId') return finder.findSuccessor(app, installation);
    await finder.noteGone(installation);
    return undefined;
  }
  if (failure.kind !== 'unprocessable' && failure.kind !== 'forbidden') return undefined;
  const now = await finder.readAgain(app, installation);
  return now && !isSame(now, installation) ? now : undefined;
}

function refusalOf(installation: Installation, failure: GitHubFailure): ApiError {
  const { appId, installationId, name } = installation;
  if (failure.kind === 'not-found' && !isAboutTheApp(failure)) return noLongerInstalled(installation);
  return refusedByGitHub(failure, { appId, action: `give a token for installation ${installationId} on ${name}` });
}

interface Vended {
  readonly input: Input;
  readonly caller: Caller;
  readonly host: string;
  readonly installation: Installation;
  readonly token: MintedToken;
}

function vended({ input, caller, host, installation, token }: Vended): Output {
  const { appId, nodeId, installationId } = installation;
  const isScoped = input.scopeDown && Object.values(input.scopeDown).some((member) => member !== undefined);
  const requested = isScoped ? { requestedScopeDown: input.scopeDown } : {};
  const actualScopeDown = token.scope;
  const expirationTime = token.expiresAt;
  auditToken({ caller: caller.arn, appId, nodeId, expirationTime, token: token.token, ...requested, actualScopeDown });
  return {
    installationToken: token.token,
    nodeId,
    appId,
    installationId,
    expirationTime,
    ...requested,
    actualScopeDown,
    gitHubApiUrl: host,
  };
}
