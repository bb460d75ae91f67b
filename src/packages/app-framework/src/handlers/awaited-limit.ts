import { ComeAgainError } from '../aws/serve-batch';
import { failureOf } from '../github/outcome';
import { field } from '../lambda/parsed-json';

const mostCauses = 5;

/** What is thrown in its place where GitHub or the deployment's functions said that a limit is met: it comes again when they said. */
export function waitingFor(error: unknown, now: Date): unknown {
  let thrown = error;
  for (let depth = 0; depth < mostCauses && thrown !== undefined; depth += 1) {
    if (thrown instanceof ComeAgainError) return thrown;
    const seconds = saidBy(thrown, now);
    if (seconds !== undefined) {
      const said = error instanceof Error ? error.message : String(field(thrown, 'message'));
      return Object.assign(new ComeAgainError(said, seconds), { cause: error });
    }
    thrown = field(thrown, 'cause');
  }
  return error;
}

function saidBy(error: unknown, now: Date): number | undefined {
  const said = field(error, 'retryAfterSeconds');
  if (typeof said === 'number' && Number.isFinite(said)) return said;
  const failure = failureOf({ request: 'a request', error, secrets: [], now });
  return failure.kind === 'throttled' ? failure.retryAfterSeconds : undefined;
}
