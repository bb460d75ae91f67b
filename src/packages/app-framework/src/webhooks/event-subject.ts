import { field } from '../lambda/parsed-json';

/** The issue or pull request that an event is about. */
export interface EventSubject {
  readonly kind: 'issue' | 'pull-request';
  readonly number: number;
  /** Head of the pull request, where the payload has it. */
  readonly head_sha?: string;
  /** ISO 8601; GitHub's clock for it is whole seconds. */
  readonly updated_at?: string;
}

/** What a payload is about; absent where it names neither issue nor pull request. */
export function subjectOf(payload: Readonly<Record<string, unknown>>): EventSubject | undefined {
  const { issue, pull_request: pullRequest } = payload;
  const listed = ['check_run', 'check_suite', 'workflow_run'].map((name) =>
    first(field(payload[name], 'pull_requests')),
  );
  if (numberOf(pullRequest) !== undefined) return described('pull-request', pullRequest);
  if (numberOf(issue) !== undefined) return described(field(issue, 'pull_request') ? 'pull-request' : 'issue', issue);
  return described(
    'pull-request',
    listed.find((one) => numberOf(one) !== undefined),
  );
}

function described(kind: EventSubject['kind'], value: unknown): EventSubject | undefined {
  const number = numberOf(value);
  if (number === undefined) return undefined;
  const [sha, said] = [field(field(value, 'head'), 'sha'), field(value, 'updated_at')];
  const updatedAt = new Date(typeof said === 'string' ? said : '');
  return {
    kind,
    number,
    ...(typeof sha === 'string' && { head_sha: sha }),
    ...(!Number.isNaN(updatedAt.getTime()) && { updated_at: updatedAt.toISOString() }),
  };
}

function numberOf(value: unknown): number | undefined {
  const number = field(value, 'number');
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}
