import type { GitHub } from '../github/github';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import type { AppTokenOf } from './app-token';

export interface UninstallCollaborators {
  readonly gitHub: GitHub;
  readonly appTokenOf: AppTokenOf;
}

/** Takes an App away from an account, as the App itself. That it is gone already is as good. */
export function createUninstall({ gitHub, appTokenOf }: UninstallCollaborators) {
  return async function uninstall(
    { appId, apiUrl: baseUrl }: SignInApp,
    installationId: number,
    remainingMilliseconds: () => number,
  ): Promise<void> {
    const token = await appTokenOf(appId, remainingMilliseconds);
    const outcome = await gitHub.request({
      baseUrl,
      route: 'DELETE /app/installations/{installation_id}',
      parameters: { installation_id: installationId },
      token,
      spends: { appId },
      remainingMilliseconds,
    });
    if (outcome.kind !== 'answered' && outcome.kind !== 'not-found') {
      throw new Error(`GitHub did not uninstall App ${appId} from installation ${installationId}: ${outcome.message}`);
    }
  };
}
