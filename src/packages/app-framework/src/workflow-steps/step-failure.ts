import type { GitHubFailure } from '../github/outcome';
import { many } from '../lambda/many';
import { field } from '../lambda/parsed-json';
import { NotTold } from '../repository-context/ask';

/**
 * What a definition can catch, by name.
 *
 * - `GitHubThrottled`: a rate limit; the message has the seconds to wait
 * - `GitHubUnavailable`: no answer, or none that says whether it was done
 * - `GitHubRefused`: GitHub does not let it be done, or not as it was asked
 * - `NotFound`: what it is about is not there, or not for this token
 * - `SignInNeeded`: the person must sign in first; the message has the link
 * - `JobOver`: the job has ended, was overtaken, or is being stopped: nothing was written
 * - `StepRefused`: the step is not what it can be, and GitHub was asked nothing
 * - `Overtaken`: something newer is in the place of what the step would make
 * - `StepUnsettled`: another try of the same write may still be at it
 */
export type StepFailureName =
  | 'GitHubThrottled'
  | 'GitHubUnavailable'
  | 'GitHubRefused'
  | 'NotFound'
  | 'SignInNeeded'
  | 'JobOver'
  | 'Overtaken'
  | 'StepRefused'
  | 'StepUnsettled';

/** Ends a step. Its name is the name of the error in Step Functions. */
export class StepFailure extends Error {
  override readonly name: StepFailureName;

  constructor(name: StepFailureName, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** What a step ends with that failed by `error`. */
export function failureFrom(error: unknown): unknown {
  // What AWS does not take as it is gets no better by another try.
  if (error instanceof Error && field(error, 'code') === 'ValidationException')
    return new StepFailure('StepRefused', error.message, error);
  if (!(error instanceof NotTold)) return error;
  const { outcome } = error;
  const wait = outcome.kind === 'throttled' ? ` Wait ${many(outcome.retryAfterSeconds, 'second')}.` : '';
  return new StepFailure(names[outcome.kind], `${error.message}${wait}`, error);
}

const names: Readonly<Record<GitHubFailure['kind'], StepFailureName>> = {
  throttled: 'GitHubThrottled',
  unavailable: 'GitHubUnavailable',
  'not-found': 'NotFound',
  unauthorized: 'GitHubRefused',
  forbidden: 'GitHubRefused',
  unprocessable: 'GitHubRefused',
};
