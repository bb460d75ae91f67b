import { callFunctionUrl } from '../aws/call-function';
import { field } from '../lambda/parsed-json';

export type AppTokenOf = ReturnType<typeof createAppTokenOf>;

/** Gets tokens of Apps from the deployment, by the URL of `GetAppToken`. */
export function createAppTokenOf(appTokenEndpoint: string) {
  return async function appTokenOf(appId: number, remainingMilliseconds: () => number): Promise<string> {
    const url = `${appTokenEndpoint.replace(/\/*$/, '/')}tokens/app`;
    const timeoutMilliseconds = Math.max(1, remainingMilliseconds() - 1_000);
    const { status, output } = await callFunctionUrl({ url, input: { appId }, timeoutMilliseconds });
    const token = field(output, 'appToken');
    if (status === 200 && typeof token === 'string') return token;
    throw new Error(
      `GetAppToken of App ${appId} answered ${status}: ${String(field(output, 'message')).slice(0, 300)}`,
    );
  };
}
