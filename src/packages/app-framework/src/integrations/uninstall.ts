import { callFunctionUrl } from '../aws/call-function-url';
import type { GitHub } from '../github/github';
import { field } from '../lambda/parsed-json';
import type { SignInApp } from '../user-tokens/sign-in-apps';

export interface UninstallCollaborators {
  readonly gitHub: GitHub;
  /** URL of `GetAppToken`. */
  readonly appTokenEndpoint: string;
}

/** Takes an App away from an account, as the App itself. That it is gone already is as good. */
export function createUninstall({ gitHub, appTokenEndpoint }: UninstallCollaborators) {
  return async function uninstall(
    { appId, apiUrl: baseUrl }: SignInApp,
    installationId: number,
    remainingMilliseconds: () => number,
  ): Promise<void> {
    const url = `${appTokenEndpoint.replace(/\/*$/, '/')}tokens/app`;
    const timeoutMilliseconds = Math.max(1, remainingMilliseconds() - 1_000);
    const { status, output } = await callFunctionUrl({ url, input: { appId }, timeoutMilliseconds });
    const token = field(output, 'appToken');
    if (status !== 200 || typeof token !== 'string') {
      throw new Error(
        `GetAppToken of App ${appId} answered ${status}: ${String(field(output, 'message')).slice(0, 300)}`,
      );
    }
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
