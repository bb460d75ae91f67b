import type { UserTokenAnswer } from '../as-user/user-token-request';
import { jsonResponse, serveHttp } from '../http/http-edge';
import { logError, logRecord } from '../lambda/logger';
import { parsedJson } from '../lambda/parsed-json';
import { PairUnavailableError } from './fresh-pair';
import { type UserTokenCall, UserTokenRefusal } from './get-user-token';

const largestBodyBytes = 16 * 1024;

/** The function behind the IAM-protected URL. A request without a verified caller did not come through it. */
export function serveUserToken(getUserToken: (input: unknown, call: UserTokenCall) => Promise<UserTokenAnswer>) {
  return serveHttp(async ({ caller, method, body, requestId }, context) => {
    if (!caller) return jsonResponse(403, { message: 'Call the function URL with a signed request.' });
    if (method !== 'POST' || body.length > largestBodyBytes) {
      return jsonResponse(400, { message: 'POST a JSON object of at most 16 KB.' });
    }
    const remainingMilliseconds = () => context.getRemainingTimeInMillis() - 1_000;
    try {
      return jsonResponse(
        200,
        await getUserToken(parsedJson(body.toString('utf8')), { caller, remainingMilliseconds }),
      );
    } catch (error) {
      if (error instanceof UserTokenRefusal) {
        logRecord('request refused', { caller, requestId, reason: error.message });
        return jsonResponse(400, { message: error.message });
      }
      logError('request failed', error, { caller, requestId });
      const message = error instanceof PairUnavailableError ? error.message : 'The service failed.';
      return jsonResponse(503, { message: `${message} Its log has more under request id ${requestId}.` });
    }
  });
}
