import { listMember, objectMember, requiredText, textMember, wordMember } from '../server/body-members';
import { invalidRequest } from '../server/github-error';
import { type CheckOutput, type CheckState, checkConclusions, checkStatuses } from './checks';

type Body = Readonly<Record<string, unknown>>;

/** GitHub takes no more in one request. */
const mostAnnotations = 50;

/**
 * What a request changes of a check run. A conclusion completes it.
 *
 * @throws GitHubError 422 for what GitHub does not know, for a completion without a conclusion, for more than 50
 * annotations.
 */
export function checkChange(body: Body, { now, before }: { now: number; before?: CheckOutput }): Partial<CheckState> {
  const name = textMember(body, 'name');
  const asked = wordMember(body, 'status', checkStatuses);
  const conclusion = wordMember(body, 'conclusion', checkConclusions);
  const status = conclusion === undefined ? asked : 'completed';
  if (status === 'completed' && conclusion === undefined) throw invalidRequest('"conclusion" wasn\'t supplied.');
  const externalId = textMember(body, 'external_id');
  const detailsUrl = textMember(body, 'details_url');
  const startedAt = timeMember(body, 'started_at');
  return {
    ...(name === undefined ? {} : { name }),
    ...(status === undefined ? {} : { status }),
    ...(status === undefined ? {} : { conclusion: conclusion ?? null }),
    ...(status === 'completed' ? { completedAt: timeMember(body, 'completed_at') ?? now } : {}),
    ...(externalId === undefined ? {} : { externalId }),
    ...(detailsUrl === undefined ? {} : { detailsUrl }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...('output' in body ? { output: outputOf(objectMember(body, 'output'), before) } : {}),
  };
}

/** A new check run's state. @throws GitHubError 422, also when it has no name */
export function newCheckState(body: Body, now: number): CheckState {
  return {
    name: requiredText(body, 'name'),
    status: 'queued',
    conclusion: null,
    externalId: '',
    detailsUrl: undefined,
    startedAt: now,
    completedAt: undefined,
    output: { title: null, summary: null, text: null, annotations: 0 },
    ...checkChange(body, { now }),
  };
}

/** Annotations add up over requests. */
function outputOf(body: Body, before: CheckOutput | undefined): CheckOutput {
  const annotations = listMember(body, 'annotations')?.length ?? 0;
  if (annotations > mostAnnotations) {
    throw invalidRequest(`No more than ${mostAnnotations} items are allowed; ${annotations} were supplied.`);
  }
  return {
    title: requiredText(body, 'title'),
    summary: requiredText(body, 'summary'),
    text: textMember(body, 'text') ?? null,
    annotations: (before?.annotations ?? 0) + annotations,
  };
}

function timeMember(body: Body, name: string): number | undefined {
  const text = textMember(body, name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw invalidRequest(`For 'properties/${name}', the value is not an ISO 8601 time.`);
  return time;
}
