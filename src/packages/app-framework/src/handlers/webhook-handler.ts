import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import { type AsUserOf, createAsUser } from '../as-user/as-user';
import { createUserTokenSource } from '../as-user/user-token-source';
import { createEventArguments, createReadConfig, type EventArguments, type ReadConfig } from '../event-context/given';
import { onceConnected, readWebhookConnection } from '../lambda/webhook-connection';
import { createAnswerMemory } from '../repository-context/conditional-ask';
import { createEventRepository, type EventRepository } from '../repository-context/event-repository';
import { type AppFrameworkAuthOptions, createAppFrameworkAuth } from '../runtime/app-framework-auth';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { waitingFor } from './awaited-limit';
import { createBreaker } from './breaker';
import { createEffectCount } from './effects-table';
import { createHandlerOctokit, type HandlerOctokit, type HandlerOctokitOptions } from './handler-octokit';
import { createOnce, type Once, type OnceSettings } from './once';
import { type EventContext, type ServingSettings, serveEvents, type WebhookFunction } from './serve-events';

/** `issues`, `issues.opened`, …, as Octokit names them; `*` for every event. */
export type WebhookName = EmitterWebhookEventName | '*';

/** The payload of events with this name. */
export type WebhookPayload<Name extends WebhookName> = Name extends EmitterWebhookEventName
  ? EmitterWebhookEvent<Name>['payload']
  : Readonly<Record<string, unknown>>;

/**
 * An Octokit that acts as the person whose event it is. Its requests throw `UserForbidden` for a 403, with what it means.
 * @throws SignInNeeded where they must sign in first
 */
export type AsUser = AsUserOf<HandlerOctokit>;

/** What a handler is given. */
export interface WebhookContext<Name extends WebhookName = '*'>
  extends Omit<EventContext, 'payload' | keyof TryContext>,
    EventArguments {
  /** Numbers beyond 2^53 are rounded in it, which the log tells. */
  readonly payload: WebhookPayload<Name>;
  /** Acts for the installation of the event; absent where the event has none. Its first request gets the token. */
  readonly octokit?: HandlerOctokit;
  /** Does one write at GitHub once, however often the handler is tried. */
  readonly once: Once;
  /** Acts as the person whose event it is, where `on` was given `asUser: true`. */
  readonly asUser: AsUser;
  /** What the repository set for the bot. */
  readonly config: ReadConfig;
  /** What is in the event's repository: pull requests, commits, files. It reads as the installation. */
  readonly context: EventRepository;
}

type TryContext = Pick<EventContext, 'remainingMilliseconds' | 'isRepeated' | 'isLastAttempt' | 'isLastWait'>;

/** What handlers of the framework itself are given besides. */
export interface HandlerInside extends TryContext {
  /** The ledger. */
  readonly tableName: string;
  /** Acts for the installation with a token that reaches no further. */
  readonly limited: (limits: TokenLimits) => HandlerOctokit;
  /** Writes as the installation what the work can do without: a refusal of the breaker throws there, and parks nothing. */
  readonly aside: () => { readonly octokit: HandlerOctokit; readonly once: Once };
}

export type TokenLimits = Pick<AppFrameworkAuthOptions, 'repositoryIds' | 'permissions'>;

/**
 * The handler of a function that `webhooks.on` was given, for events of this name or these names. An event of another name is parked with
 * that reason, for then the route in the stack is not what the code expects.
 *
 * @example
 * export const handler = webhookHandler('issues.opened', async ({ payload, once }) => { … });
 */
export function webhookHandler<const Name extends WebhookName>(
  names: Name | readonly Name[],
  work: (context: WebhookContext<Name>) => Promise<void>,
): WebhookFunction {
  return insideHandler(names, (context) => work(context));
}

/** As `webhookHandler`, for handlers of the framework itself. */
export function insideHandler<const Name extends WebhookName>(
  names: Name | readonly Name[],
  work: (context: WebhookContext<Name>, inside: HandlerInside) => Promise<void>,
  settings: ServingSettings = {},
): WebhookFunction {
  const expected: readonly WebhookName[] = [names].flat();
  return onceConnected(() => serveEvents(servingEvents(expected, work), settings));
}

function servingEvents<const Name extends WebhookName>(
  expected: readonly WebhookName[],
  work: (context: WebhookContext<Name>, inside: HandlerInside) => Promise<void>,
) {
  const { gitHubApiUrls, tableName, mostEffects, userTokenEndpoint } = readWebhookConnection();
  const userToken =
    userTokenEndpoint === undefined ? undefined : createUserTokenSource({ endpoint: userTokenEndpoint });
  const count = createEffectCount({ tableName });
  const authStrategy = createAppFrameworkAuth();
  const memory = createAnswerMemory();

  return async (whole: EventContext): Promise<void> => {
    const { remainingMilliseconds, isRepeated, isLastAttempt, isLastWait, ...context } = whole;
    const { event, payload, delivery, doNotRetry } = context;
    if (!isFor<Name>(expected, whole, payload)) {
      return doNotRetry(
        `This handler's code is for ${expected.join(', ')} and got ${fullName(event, delivery)}: make webhooks.on(…) and webhookHandler(…) name the same events.`,
      );
    }
    const { installation } = delivery;
    const breaker = createBreaker({ delivery, mostEffects, count, remainingMilliseconds });
    const made = (options: HandlerOctokitOptions = {}) => {
      const [baseUrl, userAgent] = [apiOf(delivery), `delivery/${delivery.delivery_id}`];
      return createHandlerOctokit({ ...options, baseUrl, userAgent });
    };
    const as = (limits: TokenLimits) => ({
      authStrategy,
      auth: { appId: delivery.app_id, installationId: installation?.id, ...limits },
    });
    const limited = (limits: TokenLimits) => breaker.watch(made(as(limits)));
    const onceOf = (of: OnceSettings['of'], makeOctokit: () => HandlerOctokit) =>
      createOnce({ context, of, isRepeated, makeOctokit: installation && makeOctokit });
    const makeAside = () => breaker.watchAside(made(as({})));
    const octokit = installation && limited({});
    const given = createEventArguments(context);
    const worked = work(
      {
        ...context,
        ...given,
        payload,
        ...(octokit && { octokit }),
        config: createReadConfig({ context, octokit, repo: given.repo }),
        context: createEventRepository({ context, octokit, given, memory }),
        once: onceOf('the author', () => limited({})),
        asUser: createAsUser({ context: whole, userToken, makeOctokit: () => breaker.watch(made()) }),
      },
      {
        tableName,
        remainingMilliseconds,
        isRepeated,
        isLastAttempt,
        isLastWait,
        limited,
        aside: () => ({ octokit: makeAside(), once: onceOf('the framework', makeAside) }),
      },
    );
    await worked.catch((error: unknown) => {
      throw waitingFor(error, new Date());
    });
    breaker.check();
  };

  /** A token goes to the host that it is of, and to no other. */
  function apiOf({ host }: GitHubEventDetail): string {
    const url = gitHubApiUrls[host];
    if (url !== undefined) return url;
    throw new Error(`Nothing says where the API of ${host} is. Name it in the apps of WebhookIngestion, and deploy.`);
  }
}

function isFor<Name extends WebhookName>(
  expected: readonly WebhookName[],
  { event, delivery }: EventContext,
  _payload: unknown,
): _payload is WebhookPayload<Name> {
  const full = fullName(event, delivery);
  return expected.some((name) => name === '*' || name === event || name === full);
}

function fullName(event: string, { action }: GitHubEventDetail): string {
  return action === undefined ? event : `${event}.${action}`;
}
