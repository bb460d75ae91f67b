import { gitHubFailed, notFound } from '../api/api-error';
import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import type { AppTokens } from '../app-tokens/app-token';
import { type InstallationFinder, notInstalled } from '../installations/find-installation';
import { type AskingApp, askingApp, type GitHubInstallations } from '../installations/github-installations';
import type { Installation } from '../installations/installation';
import { readOptionalTarget, type Target } from '../installations/target';
import { logRecord } from '../lambda/logger';
import { many } from '../lambda/many';
import { createTokenRevocation, type RevokedCounts, type TokenRevocationCollaborators } from './revoke-tokens';
import { createSuspension, type Suspended } from './suspend-installations';
import type { UnrecordedTokens } from './unrecorded-tokens-parameter';

type Input = OperationInputs['RevokeInstallationTokens'];
type Output = OperationOutputs['RevokeInstallationTokens'];

export interface RevokeInstallationTokensCollaborators extends TokenRevocationCollaborators {
  readonly appTokens: AppTokens;
  readonly finder: InstallationFinder;
  readonly atGitHub: GitHubInstallations;
  readonly unrecorded: Pick<UnrecordedTokens, 'until'>;
}

/** Kept for suspending, which comes last, because the tokens of a suspended installation cannot revoke themselves. */
const suspensionMilliseconds = 60_000;

/**
 * `RevokeInstallationTokens`: ends every live token that this deployment minted for an App, or for one installation of it, and suspends
 * the installations where that is asked for. Asking again is safe, and goes on where time ran out or GitHub failed.
 */
export function createRevokeInstallationTokens(collaborators: RevokeInstallationTokensCollaborators) {
  const { appTokens, finder, unrecorded } = collaborators;
  const revokeTokens = createTokenRevocation(collaborators);
  const suspension = createSuspension(collaborators);

  const find = async (app: AskingApp, target: Target): Promise<Installation | undefined> => {
    const found = await finder.find(app, target);
    // Named by its id it need not be known: its tokens may live when the installation is gone from the table.
    if (found || target.by === 'installationId') return found;
    throw notInstalled(app.appId, target);
  };

  return async (input: Input, { caller, remainingMilliseconds }: Call): Promise<Output> => {
    const { appId, suspend = false } = input;
    await appTokens.findApp(appId);
    const app = askingApp(appTokens, { appId, remainingMilliseconds });
    const target = readOptionalTarget(input);
    const isLookedUp = target && (suspend || target.by !== 'installationId');
    const found = isLookedUp ? await find(app, target) : undefined;
    const installationId = found?.installationId ?? input.installationId;
    const reserve = suspend ? suspensionMilliseconds : 0;
    const revokeOf = (id: number | undefined) =>
      revokeTokens({
        holder: { appId, installationId: id },
        remainingMilliseconds: () => remainingMilliseconds() - reserve,
      });
    let counts = await revokeOf(installationId);
    let suspended = 0;
    if (suspend) {
      const outcome = await suspension.suspend(app, { target, found });
      if (outcome.successor) counts = sum(counts, await revokeOf(outcome.successor.installationId));
      suspended = outcome.suspended;
      refuseNone(app, outcome, counts);
    }
    const unknownTokensUntil = await unrecorded.until(appId);
    logRecord('tokens revoked', {
      caller: caller.arn,
      appId,
      installationId,
      ...counts,
      suspend,
      suspended,
      unknownTokensUntil,
    });
    return {
      message: sentence(counts, { suspended: suspend ? suspended : undefined, unknownTokensUntil }),
      ...counts,
      suspended,
      ...(unknownTokensUntil && { unknownTokensUntil }),
    };
  };
}

/** @throws ApiError where installations were left as they are, with what became of the tokens */
function refuseNone({ appId }: AskingApp, { suspended, reasons }: Suspended, counts: RevokedCounts): void {
  const [reason] = reasons;
  if (reason !== undefined) {
    throw gitHubFailed(
      `GitHub did not suspend ${reasons.length} of ${many(suspended + reasons.length, 'installation')} of App ${appId}: ${reason}. ` +
        `${sentence(counts)} Call again, or suspend them at GitHub.`,
    );
  }
  if (suspended > 0) return;
  throw notFound(
    `Nothing was suspended: GitHub knows no such installation of App ${appId}. ${sentence(counts)} ` +
      'Where the App was installed again, name the account by nodeId or owner.',
  );
}

function sum(one: RevokedCounts, other: RevokedCounts): RevokedCounts {
  return {
    revoked: one.revoked + other.revoked,
    failed: one.failed + other.failed,
    unknown: one.unknown + other.unknown,
  };
}

interface Rest {
  /** Absent where nothing was to be suspended. */
  readonly suspended?: number | undefined;
  readonly unknownTokensUntil?: Date | undefined;
}

function sentence({ revoked, failed, unknown }: RevokedCounts, { suspended, unknownTokensUntil }: Rest = {}): string {
  return [
    `Revoked ${many(revoked, 'token')}.`,
    ...(failed > 0 ? [`${many(failed, 'token')} may still be usable: call again.`] : []),
    ...(unknown > 0
      ? [`${many(unknown, 'token')} cannot be read any more and may be usable for up to an hour: suspend to stop that.`]
      : []),
    ...(unknownTokensUntil
      ? [
          `Tokens that could not be written down may be usable until ${unknownTokensUntil.toISOString()}: suspend to stop that.`,
        ]
      : []),
    ...(suspended === undefined ? [] : [`Suspended ${many(suspended, 'installation')}.`]),
  ].join(' ');
}
