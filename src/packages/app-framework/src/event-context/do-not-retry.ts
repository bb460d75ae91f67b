import { cutText } from '../lambda/cut-text';

/** Thrown by a handler whose work will never succeed: it is parked at once. */
export class DoNotRetryError extends Error {
  override readonly name: string = 'DoNotRetryError';
}

/**
 * A configuration that is there and cannot be used, or none where the schema wants one. Catch it to tell whoever wrote the file; what nobody
 * catches parks the work at once.
 */
export class InvalidConfig extends DoNotRetryError {
  override readonly name = 'InvalidConfig';

  constructor(
    /** `owner/repository/path` of the file. */
    readonly file: string,
    /** What is wrong with it, a sentence or a member each, at most ten. */
    readonly problems: readonly string[],
    cause?: unknown,
  ) {
    super(`${file} cannot be used: ${problems.join('; ')}. Mend it on the default branch.`, { cause });
  }
}

const mostProblems = 10;
const longestProblem = 200;

/** What strangers wrote is told in part. */
export function fewProblems(problems: readonly string[]): readonly string[] {
  return problems.slice(0, mostProblems).map((problem) => cutText(problem, longestProblem));
}
