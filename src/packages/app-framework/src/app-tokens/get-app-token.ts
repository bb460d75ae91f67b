import type { OperationInputs, OperationOutputs } from '../api/operations';
import type { Call } from '../api/serve-operation';
import { auditToken } from '../api/token-audit';
import type { AppTokens } from './app-token';

/** Callers are told to stop this long before GitHub stops, so that no request is on its way when the token ends. */
const reportedEarlierMilliseconds = 10_000;

/** `GetAppToken`: a token for the App, with one audit line. */
export function createGetAppToken({ appTokens }: { appTokens: AppTokens }) {
  return async (
    { appId }: OperationInputs['GetAppToken'],
    { caller }: Call,
  ): Promise<OperationOutputs['GetAppToken']> => {
    const { token, expiresAt } = await appTokens.mint(appId);
    const expirationTime = new Date(expiresAt.getTime() - reportedEarlierMilliseconds);
    auditToken({ caller: caller.arn, appId, expirationTime, token });
    return { appToken: token, appId, expirationTime };
  };
}
