import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ErrorBody } from './schemas';

/** What is wrong with one member of a request. */
export interface FieldError {
  readonly resource: string;
  readonly field: string;
  readonly code: string;
}

/** A refusal as GitHub words it; the edge turns it into the body that GitHub sends. */
export class GitHubError extends Error {
  readonly status: ContentfulStatusCode;
  readonly documentationUrl: string;
  readonly errors: readonly FieldError[];

  constructor(
    status: ContentfulStatusCode,
    message: string,
    documentationUrl = 'https://docs.github.com/rest',
    errors: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = 'GitHubError';
    this.status = status;
    this.documentationUrl = documentationUrl;
    this.errors = errors;
  }

  body(): ErrorBody & { readonly errors?: readonly FieldError[] } {
    const body = { message: this.message, documentation_url: this.documentationUrl, status: String(this.status) };
    return this.errors.length === 0 ? body : { ...body, errors: this.errors };
  }
}

export function notFound(): GitHubError {
  return new GitHubError(404, 'Not Found');
}

export function badCredentials(): GitHubError {
  return new GitHubError(401, 'Bad credentials');
}

export function requiresAuthentication(): GitHubError {
  return new GitHubError(401, 'Requires authentication');
}

export function invalidRequest(problem: string): GitHubError {
  return new GitHubError(422, `Invalid request.\n\n${problem}`);
}

/** What GitHub answers when the request has the right form, and names what cannot be. */
export function validationFailed(...errors: readonly FieldError[]): GitHubError {
  return new GitHubError(422, 'Validation Failed', undefined, errors);
}

export function suspended(): GitHubError {
  return new GitHubError(
    403,
    'This installation has been suspended',
    'https://docs.github.com/rest/reference/apps#create-an-installation-access-token-for-an-app',
  );
}

/** Turns what a route throws into GitHub's answer. */
export function answerError(error: Error, c: Context): Response {
  if (error instanceof GitHubError) return c.json(error.body(), error.status);
  return c.json(new GitHubError(500, `The local GitHub failed: ${error.message}`).body(), 500);
}
