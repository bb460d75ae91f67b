import { setTimeout as timer } from 'node:timers/promises';
import type { GitHub } from '../github/github';
import type { GitHubOAuth, OAuthClient, OAuthGrant, Timed } from '../github/oauth';
import { webUrlOf } from '../github/web-url';
import type { HttpResponse } from '../http/http-edge';
import { pageResponse, redirectResponse } from '../http/page';
import { logError, logRecord, logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { countedOfPlatform } from '../metrics/platform-metric';
import type { Ask } from '../user-tokens/asks-table';
import type { PairCipher } from '../user-tokens/pair-keys';
import type { SealPair } from '../user-tokens/seal-pair';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import { grantedPair } from '../user-tokens/user-pair';
import type { UserTokens } from '../user-tokens/user-tokens-table';
import { createAskOfPair } from '../user-tokens/young-pair';
import {
  type Attempt,
  askOfState,
  attemptOf,
  cookieOfSignedIn,
  cookieToForget,
  parseSignedIn,
  type SignedIn,
} from './attempt';
import { createEndTokens } from './end-tokens';
import type { ResumeAsk } from './resume-ask';
import { pages } from './sign-in-pages';
import type { SignIns } from './sign-in-table';
import { type BrowserRequest, createAddresses, isLive, type SignInSettings } from './sign-in-world';
import { singleSignOnAt } from './single-sign-on';
import { wayBack } from './way-back';

export interface CallbackCollaborators extends SignInSettings {
  readonly table: Pick<UserTokens, 'read'>;
  readonly cipher: PairCipher;
  readonly sealPair: SealPair;
  readonly oauth: Pick<GitHubOAuth, 'exchange' | 'refresh' | 'revokeToken'>;
  readonly secretOf: (app: SignInApp, remainingMilliseconds: () => number) => Promise<string>;
  readonly gitHub: GitHub;
  readonly signIns: SignIns;
  readonly resume: ResumeAsk;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** The person that a token is of. */
interface Person {
  readonly id: number;
  readonly login: string;
}

/** The same browser may ask twice at once: the second finds what the first led to. */
const looks = 15;
const pauseMilliseconds = 400;
const mostTries = 3;

/**
 * `GET /auth/callback`: takes what GitHub sends a browser back with, for the attempt that this browser began. Pair, used state and answered ask
 * are written at once or not at all; nothing is written for anybody whose code GitHub does not take.
 */
export function createCallback(collaborators: CallbackCollaborators) {
  const { table, sealPair, oauth, secretOf, gitHub, signIns, resume, asks, now } = collaborators;
  const { pause = (milliseconds) => timer(milliseconds) } = collaborators;
  const askOfPair = createAskOfPair(collaborators);
  const { endToken, endReplaced } = createEndTokens({ ...collaborators, pause });
  const addresses = createAddresses(collaborators);

  return async function callback({ request, remainingMilliseconds }: BrowserRequest): Promise<HttpResponse> {
    const { query, headers } = request;
    const state = query.get('state');
    // GitHub sends people here after an installation, too: nobody of ours has asked for that code.
    if (state === null) return pageResponse(pages.begin(addresses.login()));
    // GitHub knows this one address: what an install link began goes on where it is known.
    if (state.startsWith('install.')) return redirectResponse(303, addresses.install(query), []);
    const attempt = attemptOf(state, headers.cookie);
    const again = addresses.login(askOfState(state));
    const app = attempt && addresses.appById(attempt.appId);
    if (!attempt || !app) return pageResponse(pages.stale(again));
    const issuer = query.get('iss');
    if (issuer !== null && !isOf(issuer, app)) {
      return pageResponse(pages.otherHost(again), [cookieToForget(attempt)]);
    }
    const known = await signIns.resultOf(state, remainingMilliseconds);
    if (known !== undefined) return leadToDone(known);
    const error = query.get('error');
    if (error === 'access_denied') return pageResponse(pages.denied(again), [cookieToForget(attempt)]);
    const code = query.get('code');
    if (error !== null || code === null) {
      // Whoever began to sign in can write an error, too: rather an alarm for nothing than an App that lets nobody in unseen.
      if (error !== null) tellRefusal(app, plainError(error));
      else logWarning('GitHub sent a browser back without a code', { appId: app.appId });
      return pageResponse(pages.misconfigured(plainError(error), addresses.home), [cookieToForget(attempt)]);
    }
    return exchanged(attempt, { app, code, again, remainingMilliseconds });
  };

  async function exchanged(attempt: Attempt, given: Given): Promise<HttpResponse> {
    const { app, code, again, remainingMilliseconds } = given;
    const client = await clientOf(app, remainingMilliseconds);
    const { verifier } = attempt;
    const outcome = await oauth.exchange(client, { code, redirectUri: addresses.callback, verifier }, given);
    if (outcome.kind === 'unavailable') {
      logWarning('GitHub did not exchange a code', { appId: app.appId, reason: outcome.message });
      return (await resultOfTwin(attempt, given)) ?? pageResponse(pages.gitHubFailed(again));
    }
    if (outcome.kind === 'refused') {
      // A code works once: this browser may have brought it before, a moment ago.
      const twin = await resultOfTwin(attempt, given);
      if (twin) return twin;
      if (outcome.error === 'bad_verification_code') return pageResponse(pages.stale(again), [cookieToForget(attempt)]);
      tellRefusal(app, `${outcome.error}: ${outcome.description}`);
      return pageResponse(pages.misconfigured(plainError(outcome.error), addresses.home));
    }
    try {
      return await granted(attempt, { ...given, client, grant: outcome.grant });
    } catch (error) {
      if (!(error instanceof MayBeKeptError)) await endToken(client, outcome.grant.accessToken, given);
      throw error;
    }
  }

  async function granted(attempt: Attempt, given: Granted): Promise<HttpResponse> {
    const { app, grant, client, again, remainingMilliseconds } = given;
    const person = await personOf(app, grant, remainingMilliseconds);
    if (!person) {
      await endToken(client, grant.accessToken, given);
      return pageResponse(pages.gitHubFailed(again));
    }
    const ask = attempt.ask === undefined ? undefined : await asks.read(attempt.ask, remainingMilliseconds);
    // An id is a person's at one host: at another host its administrator chooses it.
    if (ask && addresses.appOf(ask) !== app) {
      await endToken(client, grant.accessToken, given);
      return pageResponse(pages.otherHost(again), [cookieToForget(attempt)]);
    }
    if (attempt.ask !== undefined && ask?.userId !== person.id) {
      // Its own token only: the person may have a good pair, which ending the grant would take along.
      await endToken(client, grant.accessToken, given);
      if (!ask) return pageResponse(pages.linkOver(addresses.home), [cookieToForget(attempt)]);
      logRecord('somebody else than the asker signed in', { appId: app.appId, userId: person.id, askedBy: ask.userId });
      const back = wayBack(app.apiUrl, { place: ask.of.place, comment: ask.of.comment });
      return pageResponse(pages.otherPerson(person.login, back), [cookieToForget(attempt)]);
    }
    return kept(attempt, { ...given, person, ask });
  }

  async function kept(attempt: Attempt, given: Kept): Promise<HttpResponse> {
    const { app, grant, client, person, again, remainingMilliseconds } = given;
    const whose = { host: app.host, clientId: app.clientId, userId: person.id };
    const pair = grantedPair(grant, { login: person.login, flow: 'web', now: now() });
    const toStore = await sealPair({ app, userId: person.id, pair }, remainingMilliseconds);
    const place = given.ask?.of.place ?? attempt.place;
    const ssoUrl = await singleSignOnAt(gitHub, { app, token: grant.accessToken, place, remainingMilliseconds });
    // What waits would only be refused: it goes on by the same link, once they have signed on.
    const mayGoOn = ssoUrl === undefined && given.ask?.state === 'open' && isLive(given.ask, now());
    let ask = mayGoOn ? given.ask : undefined;
    for (let tries = 0; tries < mostTries; tries += 1) {
      const old = await table.read(whose, given);
      const result = JSON.stringify({ ...signedInOf(attempt, { ...given, ask }), ssoUrl });
      const writing = { state: attempt.state, toStore, replaces: old?.version || undefined, ask, result };
      const became = await signIns.keep(writing, remainingMilliseconds).catch((cause: unknown) => {
        throw new MayBeKeptError('It is not known whether the pair was kept.', { cause });
      });
      if (became === 'kept') {
        const { userId, host } = whose;
        const { appId, clientId } = app;
        logRecord('a person signed in', {
          userId,
          login: person.login,
          host,
          appId,
          clientId,
          answered: ask?.of.deliveryKey,
          ...countedOfPlatform({ AuthSuccess: 1 }),
        });
        if (old) await endReplaced({ client, whose, old, remainingMilliseconds });
        if (ask) await resume(ask, remainingMilliseconds);
        return leadToDone(result);
      }
      if (became === 'used') break;
      if (became === 'ask') ask = undefined;
    }
    await endToken(client, grant.accessToken, given);
    return (await resultOfTwin(attempt, given)) ?? pageResponse(pages.gitHubFailed(again));
  }

  function leadToDone(result: string): HttpResponse {
    const signedIn = parseSignedIn(result);
    return redirectResponse(303, addresses.done, signedIn ? [cookieOfSignedIn(signedIn)] : []);
  }

  async function resultOfTwin({ state }: Attempt, { remainingMilliseconds }: Timed): Promise<HttpResponse | undefined> {
    for (let look = 0; look < looks && hasTime({ remainingMilliseconds }); look += 1) {
      const result = await signIns.resultOf(state, remainingMilliseconds);
      if (result !== undefined) return leadToDone(result);
      await pause(pauseMilliseconds);
    }
    return undefined;
  }

  async function personOf(app: SignInApp, { accessToken }: OAuthGrant, remainingMilliseconds: () => number) {
    const asking = { baseUrl: app.apiUrl, route: 'GET /user', token: accessToken, remainingMilliseconds } as const;
    const outcome = await askOfPair({
      pair: { storedAt: now().getTime() },
      ask: () => gitHub.request(asking),
      isNo: ({ kind }) => kind === 'unauthorized',
      remainingMilliseconds,
    });
    if (outcome.kind === 'answered') return parsePerson(outcome.data);
    logWarning('GitHub did not say whose token it is', { appId: app.appId, reason: outcome.message });
    return undefined;
  }

  async function clientOf(app: SignInApp, remainingMilliseconds: () => number): Promise<OAuthClient> {
    const { apiUrl, clientId } = app;
    return { apiUrl, clientId, clientSecret: await secretOf(app, remainingMilliseconds) };
  }
}

/** It was written, or was not: the answer was lost. What may be kept is not ended. */
class MayBeKeptError extends Error {
  override readonly name = 'MayBeKeptError';
}

function hasTime({ remainingMilliseconds }: Timed): boolean {
  return remainingMilliseconds() > 2_000;
}

interface Given extends Timed {
  readonly app: SignInApp;
  readonly code: string;
  /** Where to begin anew, for the same ask. */
  readonly again: string;
}

interface Granted extends Given {
  readonly client: OAuthClient;
  readonly grant: OAuthGrant;
}

interface Kept extends Granted {
  readonly person: Person;
  readonly ask: Ask | undefined;
}

function signedInOf({ place }: Attempt, { app, person, ask }: Kept): SignedIn {
  const { appId } = app;
  const comment = ask?.of.comment;
  return {
    appId,
    login: person.login,
    ...(place && { place }),
    ...(comment && { comment }),
    goesOn: ask ? 'yes' : 'no',
  };
}

/** An answer names who made it, since 2026 (https://www.rfc-editor.org/rfc/rfc9207): one host's must not pass for another's. */
function isOf(issuer: string, { apiUrl }: SignInApp): boolean {
  return URL.canParse(issuer) && new URL(issuer).origin === new URL(webUrlOf(apiUrl)).origin;
}

function parsePerson(data: unknown): Person | undefined {
  const [id, login] = [field(data, 'id'), field(data, 'login')];
  return typeof id === 'number' && Number.isSafeInteger(id) && typeof login === 'string' ? { id, login } : undefined;
}

/** What GitHub refuses of the App it refuses everybody. */
function tellRefusal({ appId }: SignInApp, reason: string): void {
  logError('GitHub refuses the App’s sign-ins', new Error(reason), { appId, ...countedOfPlatform({ AuthFailed: 1 }) });
}

/** One of GitHub's names, or nothing that a stranger wrote. */
function plainError(error: string | null): string {
  return error !== null && /^[a-z_]{1,60}$/.test(error) ? error : 'nothing that is known';
}
