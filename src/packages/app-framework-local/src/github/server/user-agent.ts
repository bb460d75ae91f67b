import type { ApiMiddleware } from './call';
import { GitHubError } from './github-error';

/** GitHub refuses callers that do not say what they are. */
export const requireUserAgent: ApiMiddleware = async (c, next) => {
  if (c.req.header('user-agent')) return next();
  throw new GitHubError(
    403,
    'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    'https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required',
  );
};
