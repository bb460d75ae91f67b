import type { Octokit } from '@octokit/core';
import { nextPageOf } from '../github/next-page';
import { failureOf, type GitHubOutcome, isUnchanged } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import type { AskContext } from './ask';

export interface OctokitAsked {
  readonly octokit: Pick<Octokit, 'request'>;
  readonly owner: string;
  readonly repo: string;
}

/** Asks with the Octokit of a handler. */
export function createOctokitAsk({ octokit, owner, repo }: OctokitAsked): AskContext {
  return async ({ route, parameters, format, etag }): Promise<GitHubOutcome> => {
    try {
      const { status, data, headers } = await octokit.request(String(route), {
        owner,
        repo,
        ...parameters,
        ...(format && { mediaType: { format } }),
        headers: etag === undefined ? {} : { 'if-none-match': etag },
      });
      const nextPage = nextPageOf(headers.link);
      return {
        kind: 'answered',
        status,
        data,
        ...(headers.etag !== undefined && { etag: headers.etag }),
        ...(nextPage && { nextPage }),
      };
    } catch (error) {
      if (etag !== undefined && isUnchanged(error)) return { kind: 'answered', status: 304, data: undefined, etag };
      // What is no answer of GitHub is the handler's business: a token that was not to be had, the breaker, a sign-in.
      if (field(error, 'status') === undefined) throw error;
      return failureOf({ request: route, error, secrets: [], now: new Date() });
    }
  };
}
