import { createHash } from 'node:crypto';
import type { Octokit } from '@octokit/core';
import { isMutation, mutationsOf } from '../github/graphql-mutation';
import { logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { speakerFor } from '../runtime/app-routes';
import type { GitHubEventDetail } from '../webhooks/github-event';
import { withMark } from './marked-text';
import { SignInNeeded } from './sign-in-needed';
import { explained } from './user-forbidden';
import type { AskComment, AskPlace, UserTokenRequest } from './user-token-request';
import type { UserToken, UserTokenSource } from './user-token-source';

/** What it is for. */
export interface AsUserOptions {
  /** SHA-256 of the command that waits for the sign-in, where it is one of several. */
  readonly command?: string;
  /** Comment that asked, which the person is brought back to. */
  readonly comment?: AskComment;
}

export type AsUserOf<Octokit> = (options?: AsUserOptions) => Promise<Octokit>;

export interface AsUserSettings<Octokit> {
  readonly context: {
    readonly delivery: GitHubEventDetail;
    readonly handler: string;
    readonly remainingMilliseconds: () => number;
    readonly doNotRetry: (reason: string) => never;
  };
  /** Absent where the handler was not let act as people. */
  readonly userToken: UserTokenSource | undefined;
  /** One without a token. */
  readonly makeOctokit: () => Octokit;
}

/** Makes Octokits that act as the person whose event it is. */
export function createAsUser<O extends Octokit>({ context, userToken, makeOctokit }: AsUserSettings<O>): AsUserOf<O> {
  const { delivery, handler, remainingMilliseconds, doNotRetry } = context;

  return async function asUser({ command, comment } = {}) {
    const { sender, host, app_id: appId, repository, subject, delivery_key: deliveryKey } = delivery;
    if (!userToken) {
      return doNotRetry('asUser was not granted: write webhooks.on({ …, asUser: true }, …), and deploy.');
    }
    if (!sender) return doNotRetry('asUser acts as the sender of the event, and this event has none.');
    const place = repository && { repository: repository.full_name, ...(subject && { number: subject.number }) };
    const request: UserTokenRequest = {
      host,
      appId,
      deliveryKey,
      userId: sender.id,
      login: sender.login,
      ask: {
        handler,
        ...(command !== undefined && { command }),
        ...(comment && { comment }),
        ...(place && { place }),
      },
    };
    const get = async (refused?: string): Promise<UserToken> => {
      const asking = { ...request, ...(refused !== undefined && { version: refused }) };
      const answer = await userToken(asking, remainingMilliseconds);
      if ('signInUrl' in answer) throw new SignInNeeded(answer.signInUrl, sender.login);
      return answer;
    };
    let current = await get();
    const octokit = makeOctokit();
    const said = {
      apiUrl: octokit.request.endpoint.DEFAULTS.baseUrl,
      login: sender.login,
      signInAgainUrl: againUrl(current, place),
    };
    octokit.hook.wrap('request', async (send, options) => {
      const { method, url } = octokit.request.endpoint.parse(options);
      // A request can name any address, such as one of a comment or a file: the token goes to the GitHub that it is of.
      if (speakerFor(url, said.apiUrl) === 'nobody') return send(options);
      const document = typeof options.query === 'string' ? options.query : '';
      const isWrite = method !== 'GET' && method !== 'HEAD' && (document === '' || isMutation(document));
      if (isWrite) Object.assign(options, withMark(options));
      const action = [method, new URL(url).pathname, ...mutationsOf(document)].join(' ');
      const attempt = async () => {
        options.headers.authorization = `token ${current.token}`;
        let status: unknown = 'no answer';
        try {
          const response = await send(options);
          status = response.status;
          return response;
        } catch (error) {
          status = field(error, 'status') ?? status;
          throw error;
        } finally {
          if (isWrite) audit(action, status);
        }
      };
      try {
        return await attempt();
      } catch (error) {
        if (field(error, 'status') !== 401) throw explained(error, said);
        current = await get(current.version);
        return attempt().catch((again: unknown) => {
          throw explained(again, said);
        });
      }
    });
    return octokit;

    function audit(what: string, status: unknown): void {
      logRecord('acted as a person', {
        userId: sender?.id,
        login: sender?.login,
        host,
        appId,
        repository: repository?.full_name,
        handler,
        deliveryKey,
        command,
        action: what,
        status,
        hashedToken: createHash('sha256').update(current.token).digest('base64'),
      });
    }
  };
}

/** With the place that the person comes back to. */
function againUrl({ signInAgainUrl }: UserToken, place: AskPlace | undefined): string | undefined {
  if (signInAgainUrl === undefined) return undefined;
  const url = new URL(signInAgainUrl);
  if (place) url.searchParams.set('repo', place.repository);
  if (place?.number !== undefined) url.searchParams.set('issue', String(place.number));
  return url.href;
}
