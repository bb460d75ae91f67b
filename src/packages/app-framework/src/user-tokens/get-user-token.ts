import { createHash } from 'node:crypto';
import { readCaller } from '../api/caller';
import { parseUserTokenRequest, type UserTokenAnswer, type UserTokenRequest } from '../as-user/user-token-request';
import type { GitHub } from '../github/github';
import { logInfo, logRecord } from '../lambda/logger';
import type { RoleOf } from './actors-table';
import type { Asks } from './asks-table';
import { type createFreshPair, PairUnavailableError } from './fresh-pair';
import type { PairCipher } from './pair-keys';
import type { SenderOf } from './senders-table';
import type { SignInApp } from './sign-in-apps';
import type { StoredPair } from './user-pair';
import type { UserTokens } from './user-tokens-table';
import { createAskOfPair, type YoungPairCollaborators } from './young-pair';

export interface GetUserTokenCollaborators extends YoungPairCollaborators {
  readonly apps: readonly SignInApp[];
  /** Base URL of the pages, with a slash at its end. */
  readonly baseUrl: string;
  readonly freshPair: ReturnType<typeof createFreshPair>;
  readonly table: UserTokens;
  readonly cipher: PairCipher;
  readonly asks: Asks;
  readonly gitHub: GitHub;
  readonly senderOf: SenderOf;
  readonly roleOf: RoleOf;
}

/** Who asks, and how much time is left. */
export interface UserTokenCall {
  /** ARN of the principal that signed the request. */
  readonly caller: string;
  readonly remainingMilliseconds: () => number;
}

/** The App has no sign-in in this deployment, or the request is odd: it is the caller's fault. */
export class UserTokenRefusal extends Error {
  override readonly name = 'UserTokenRefusal';
}

/** `LastUsed` is written no more often. */
const usedEveryMilliseconds = 5 * 60_000;

/** A token that acts as a person, or the link to sign in with, with one audit line. */
export function createGetUserToken(collaborators: GetUserTokenCollaborators) {
  const {
    apps,
    baseUrl,
    freshPair,
    table,
    cipher,
    asks,
    gitHub,
    senderOf,
    roleOf,
    now = () => new Date(),
  } = collaborators;
  const askOfPair = createAskOfPair(collaborators);

  /** @throws UserTokenRefusal, PairUnavailableError, AwsCallError */
  return async function getUserToken(input: unknown, call: UserTokenCall): Promise<UserTokenAnswer> {
    const request = requestOf(input);
    const app = apps.find(({ appId, host }) => appId === request.appId && host === request.host);
    if (!app) {
      throw new UserTokenRefusal(
        `App ${request.appId} of ${request.host} has no sign-in here: name it in signIn of WebhookIngestion, and deploy.`,
      );
    }
    const { remainingMilliseconds } = call;
    const { deliveryKey } = request;
    // A handler acts as whoever caused its event, and as nobody else that it names.
    const isOfApp = deliveryKey.startsWith(`${app.host}#${app.appId}#`);
    const sender = isOfApp ? await senderOf(deliveryKey, remainingMilliseconds) : undefined;
    if (sender !== request.userId) {
      throw new UserTokenRefusal(
        `User ${request.userId} is not the sender of the delivery ${deliveryKey}: a handler acts as nobody else.`,
      );
    }
    // What is asked for goes on in the handler that is named: nobody starts the work of another.
    const caller = readCaller(call.caller);
    const { ask } = request;
    if (ask && (caller.kind !== 'role' || caller.name !== (await roleOf(ask.handler, remainingMilliseconds)))) {
      throw new UserTokenRefusal(
        `${caller.name} is not the role of the handler ${ask.handler}: name yourself, and deploy the handler with asUser: true.`,
      );
    }
    const wanted = { app, userId: request.userId, remainingMilliseconds };
    const whose = { host: app.host, clientId: app.clientId, userId: request.userId };
    const fresh = await freshPair(wanted);
    if (fresh.kind === 'sign-in') return signIn(request, app, { ...call, reason: fresh.reason });
    const { pair } = fresh;
    const token = await cipher.open(whose, 'access', pair.sealedAccess, remainingMilliseconds);
    if (token === undefined) return signIn(request, app, { ...call, reason: 'cannot be opened' });
    if (request.version === pair.version && (await isRefused(pair, token))) {
      await table.end({ whose, version: pair.version }, 'refused by GitHub', call);
      const again = await freshPair(wanted);
      if (again.kind === 'sign-in') return signIn(request, app, { ...call, reason: again.reason });
      throw new PairUnavailableError('The pair changed while it was looked at. Try again.');
    }
    await keepUse(pair);
    const expirationTime = pair.expiresAt === undefined ? undefined : new Date(pair.expiresAt).toISOString();
    audit(token, pair);
    return {
      token,
      version: pair.version,
      signInAgainUrl: plainSignInUrl(app),
      ...(expirationTime !== undefined && { expirationTime }),
    };

    /** Whoever got a 401 may be wrong. */
    async function isRefused(of: StoredPair, accessToken: string): Promise<boolean> {
      const { apiUrl: baseUrl } = app ?? { apiUrl: '' };
      const outcome = await askOfPair({
        pair: of,
        ask: () => gitHub.request({ baseUrl, route: 'GET /user', token: accessToken, remainingMilliseconds }),
        isNo: ({ kind }) => kind === 'unauthorized',
        remainingMilliseconds,
      });
      if (outcome.kind === 'answered') return false;
      if (outcome.kind === 'unauthorized') return true;
      throw new PairUnavailableError(`Whether the token lives is not known: ${outcome.message}`);
    }

    async function keepUse({ version, lastUsed = 0 }: StoredPair): Promise<void> {
      const time = now().getTime();
      if (time - lastUsed >= usedEveryMilliseconds) await table.used({ whose, version }, time, call);
    }

    function audit(accessToken: string, { login, version }: StoredPair): void {
      const { host, appId, userId, ask } = request;
      logRecord('user token vended', {
        caller: call.caller,
        host,
        appId,
        userId,
        login,
        version,
        expirationTime,
        handler: ask?.handler,
        deliveryKey,
        repository: ask?.place?.repository,
        command: ask?.command,
        hashedToken: createHash('sha256').update(accessToken).digest('base64'),
      });
    }
  };

  function plainSignInUrl({ appId }: SignInApp): string {
    return `${baseUrl}auth/login?app=${appId}`;
  }

  async function signIn(
    { userId, deliveryKey, ask }: UserTokenRequest,
    app: SignInApp,
    { caller, reason, remainingMilliseconds }: UserTokenCall & { readonly reason: string },
  ): Promise<UserTokenAnswer> {
    const { appId, host, clientId } = app;
    logInfo('a person must sign in', { caller, host, appId, userId, reason, handler: ask?.handler });
    if (!ask) return { signInUrl: plainSignInUrl(app) };
    const { id } = await asks.ask(
      { userId, appId, host, clientId, of: { ...ask, deliveryKey } },
      remainingMilliseconds,
    );
    return { signInUrl: `${baseUrl}auth/login?ask=${id}` };
  }
}

function requestOf(input: unknown): UserTokenRequest {
  try {
    return parseUserTokenRequest(input);
  } catch (cause) {
    throw new UserTokenRefusal(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
