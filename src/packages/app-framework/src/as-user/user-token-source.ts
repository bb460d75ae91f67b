import { callFunctionUrl } from '../aws/call-function';
import { createInFlight } from '../lambda/in-flight';
import { field } from '../lambda/parsed-json';
import { parseUserTokenAnswer, type UserTokenAnswer, type UserTokenRequest } from './user-token-request';

/** A token that acts as a person. */
export interface UserToken {
  readonly token: string;
  readonly version: string;
  /** Where its person signs in once more. */
  readonly signInAgainUrl?: string;
}

export interface SignInLink {
  readonly signInUrl: string;
}

export type UserTokenSource = ReturnType<typeof createUserTokenSource>;

/** No token is handed out of this process's memory so shortly before its end. */
const earlyMilliseconds = 5 * 60_000;
/** Of tokens that do not end: one that was revoked is noticed by GitHub's 401. */
const longestMilliseconds = 3_600_000;
const capacity = 1_000;

/** Tokens of people, kept in this process: one that is there costs nothing. Equal requests at the same time share one call. */
export function createUserTokenSource({
  endpoint,
  now = () => new Date(),
}: {
  readonly endpoint: string;
  readonly now?: () => Date;
}) {
  const known = new Map<string, { readonly token: UserToken; readonly until: number }>();
  const share = createInFlight<UserToken | SignInLink>();
  const call = askUserToken(endpoint);

  return async function userToken(
    request: UserTokenRequest,
    remainingMilliseconds: () => number,
  ): Promise<UserToken | SignInLink> {
    const { host, appId, deliveryKey, userId, version, ask } = request;
    const person = `${host}#${appId}#${userId}`;
    const kept = known.get(person);
    if (kept && kept.until > now().getTime() && kept.token.version !== version) return kept.token;
    known.delete(person);
    const asking = JSON.stringify([person, version, deliveryKey, ask?.handler, ask?.command]);
    return share(asking, async () => {
      const parsed = await call(request, remainingMilliseconds);
      if ('signInUrl' in parsed) return parsed;
      const { expirationTime, ...token } = parsed;
      const end = expirationTime === undefined ? now().getTime() + longestMilliseconds : Date.parse(expirationTime);
      known.set(person, { token, until: end - earlyMilliseconds });
      const [oldest] = known.keys();
      if (known.size > capacity && oldest !== undefined) known.delete(oldest);
      return token;
    });
  };
}

/** One call of `get-user-token`. @throws Error where it does not answer, or refuses */
export function askUserToken(endpoint: string) {
  return async (request: UserTokenRequest, remainingMilliseconds: () => number): Promise<UserTokenAnswer> => {
    const timeoutMilliseconds = Math.max(1, remainingMilliseconds() - 1_000);
    const { status, output } = await callFunctionUrl({ url: endpoint, input: request, timeoutMilliseconds });
    if (status === 200) return parseUserTokenAnswer(output);
    throw new Error(`get-user-token answered ${status}: ${String(field(output, 'message')).slice(0, 300)}`);
  };
}
