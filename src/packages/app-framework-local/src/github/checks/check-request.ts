import { listMember, objectMember, requiredText, textMember, wordMember } from '../server/body-members';
import { invalidRequest } from '../server/github-error';
import { type CheckAction, type CheckOutput, type CheckState, checkConclusions, checkStatuses } from './checks';

type Body = Readonly<Record<string, unknown>>;

/** GitHub takes no more in one request. */
const mostAnnotations = 50;
const mostActions = 3;
/** Characters of what a button says, and is known by. */
const longestOfAction = { label: 20, description: 40, identifier: 20 } as const;

/**
 * What a request changes of a check run. A conclusion completes it.
 *
 * @throws GitHubError 422 for what GitHub does not know, for a completion without a conclusion, for more than 50
 * annotations, and for buttons that are too many or say too much.
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
    ...('actions' in body ? { actions: actionsOf(listMember(body, 'actions') ?? []) } : {}),
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
    actions: [],
    ...checkChange(body, { now }),
  };
}

function actionsOf(asked: readonly unknown[]): CheckAction[] {
  if (asked.length > mostActions)
    throw invalidRequest(`No more than ${mostActions} items are allowed; ${asked.length} were supplied.`);
  return asked.map((action) => ({
    label: actionText(action, 'label'),
    description: actionText(action, 'description'),
    identifier: actionText(action, 'identifier'),
  }));
}

function actionText(action: unknown, name: keyof typeof longestOfAction): string {
  const text = requiredText(Object(action), name);
  const most = longestOfAction[name];
  if (text.length > most)
    throw invalidRequest(`No more than ${most} characters are allowed for ${name}; ${text.length} were supplied.`);
  return text;
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
