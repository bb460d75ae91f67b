import { gitHubFailed } from '../api/api-error';
import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import type { AppTokens } from '../app-tokens/app-token';
import type { InstallationFinder } from '../installations/find-installation';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { type AskingApp, askingApp, type GitHubInstallations } from '../installations/github-installations';
import { isAboutTheApp } from '../installations/github-refusal';
import { readTarget } from '../installations/target';
import { logRecord } from '../lambda/logger';
import { createTokenRevocation, type RevokedCounts, type TokenRevocationCollaborators } from './revoke-tokens';

type Input = OperationInputs['RevokeInstallationTokens'];
type Output = OperationOutputs['RevokeInstallationTokens'];

export interface RevokeInstallationTokensCollaborators extends TokenRevocationCollaborators {
  readonly appTokens: AppTokens;
  readonly finder: InstallationFinder;
  readonly atGitHub: GitHubInstallations;
}

const suspensionsAtOnce = 10;
/** Kept for suspending, which comes last, because the tokens of a suspended installation cannot revoke themselves. */
const suspensionMilliseconds = 60_000;

/**
 * `RevokeInstallationTokens`: ends every live token that this deployment minted for an App, or for one installation of it, and suspends
 * the installations where that is asked for. Asking again is safe, and goes on where time ran out or GitHub failed.
 */
export function createRevokeInstallationTokens(collaborators: RevokeInstallationTokensCollaborators) {
  const { appTokens, finder, atGitHub } = collaborators;
  const revokeTokens = createTokenRevocation(collaborators);

  const findInstallationId = async (app: AskingApp, input: Input): Promise<number | undefined> => {
    const { nodeId, installationId, owner } = input;
    if (nodeId === undefined && installationId === undefined && owner === undefined) return undefined;
    const target = readTarget(input);
    // Not looked up: its tokens may live when the installation is gone from the table.
    return target.by === 'installationId' ? target.installationId : (await finder.find(app, target)).installationId;
  };

  const suspendAll = async (app: AskingApp, only: number | undefined, counts: RevokedCounts): Promise<number> => {
    const reasons: string[] = [];
    let suspended = 0;
    for await (const installationIds of only === undefined ? installationsOf(app) : [[only]]) {
      await forEachAtMost({ items: installationIds, atOnce: suspensionsAtOnce }, async (installationId) => {
        const outcome = await atGitHub.suspend(app, installationId);
        if (outcome.kind === 'answered') suspended += 1;
        else if (outcome.kind !== 'not-found' || isAboutTheApp(outcome)) reasons.push(outcome.message);
      });
    }
    if (reasons.length === 0) return suspended;
    throw gitHubFailed(
      `GitHub did not suspend ${reasons.length} of ${suspended + reasons.length} installations of App ${app.appId}: ${reasons[0]}. ` +
        `${sentence(counts)} Call again, or suspend them at GitHub.`,
    );
  };

  async function* installationsOf(app: AskingApp): AsyncGenerator<readonly number[]> {
    for await (const { installations, odd } of atGitHub.pages(app)) {
      const ids = [...installations, ...odd].map(({ installationId }) => installationId);
      yield ids.filter((id) => id !== undefined);
    }
  }

  return async (input: Input, { caller, remainingMilliseconds }: Call): Promise<Output> => {
    const { appId } = input;
    await appTokens.findApp(appId);
    const app = askingApp(appTokens, { appId, remainingMilliseconds });
    const installationId = await findInstallationId(app, input);
    const reserve = input.suspend === true ? suspensionMilliseconds : 0;
    const counts = await revokeTokens({
      holder: { appId, installationId },
      remainingMilliseconds: () => remainingMilliseconds() - reserve,
    });
    logRecord('tokens revoked', { caller, appId, installationId, ...counts, suspend: input.suspend === true });
    const suspended = input.suspend === true ? await suspendAll(app, installationId, counts) : 0;
    const andSuspended = input.suspend === true ? ` Suspended ${many(suspended, 'installation')}.` : '';
    return { message: `${sentence(counts)}${andSuspended}`, ...counts, suspended };
  };
}

function sentence({ revoked, failed, unknown }: RevokedCounts): string {
  return [
    `Revoked ${many(revoked, 'token')}.`,
    ...(failed > 0 ? [`${many(failed, 'token')} may still be usable: call again.`] : []),
    ...(unknown > 0
      ? [`${many(unknown, 'token')} cannot be read any more and may be usable for up to an hour: suspend to stop that.`]
      : []),
  ].join(' ');
}

function many(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
