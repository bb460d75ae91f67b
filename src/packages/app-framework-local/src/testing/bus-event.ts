import { member, numberMember, textMember } from './json-members';

export interface EventOnBus {
  readonly event: string;
  readonly payload: unknown;
  readonly deliveryId: string;
  readonly appId: number;
  readonly host: string;
  readonly receivedAt: Date;
}

/** The `detail` that a deployment puts on the bus for a delivery. A test of the repository holds the two against each other. */
export function detailOf({ payload, deliveryId, appId, host, receivedAt }: EventOnBus) {
  const action = textMember(payload, 'action');
  const fullName = textMember(payload, 'repository', 'full_name');
  const repositoryId = numberMember(payload, 'repository', 'id');
  const sender = accountAt(payload, 'sender');
  const type = textMember(payload, 'sender', 'type');
  const organization = accountAt(payload, 'organization');
  const installationId = numberMember(payload, 'installation', 'id');
  const subject = subjectIn(payload);
  return {
    delivery_id: deliveryId,
    delivery_key: `${host}#${appId}#${deliveryId}`,
    app_id: appId,
    host,
    ...(action !== undefined && { action }),
    ...(sender && { sender: { ...sender, ...(type !== undefined && { type }) } }),
    ...(fullName !== undefined &&
      repositoryId !== undefined && { repository: { id: repositoryId, full_name: fullName } }),
    ...(organization && { organization }),
    ...(installationId !== undefined && { installation: { id: installationId } }),
    ...(subject && { subject }),
    own: false,
    received_at: receivedAt.toISOString(),
    s3_reference: { bucket: 'payloads', key: `webhooks/${deliveryId}.json` },
    payload_complete: true,
    payload,
  };
}

function accountAt(payload: unknown, name: string): { id: number; login: string } | undefined {
  const [id, login] = [numberMember(payload, name, 'id'), textMember(payload, name, 'login')];
  return id === undefined || login === undefined ? undefined : { id, login };
}

/** The pull request or issue itself, else the first pull request of what ran for it. */
function subjectIn(payload: unknown) {
  const isPull = member(payload, 'issue', 'pull_request') !== undefined;
  const listed = ['check_run', 'check_suite', 'workflow_run'].map((name) =>
    member(payload, name, 'pull_requests', '0'),
  );
  const found = [
    { kind: 'pull-request', holder: member(payload, 'pull_request') },
    { kind: isPull ? 'pull-request' : 'issue', holder: member(payload, 'issue') },
    ...listed.map((holder) => ({ kind: 'pull-request', holder })),
  ].find(({ holder }) => numberMember(holder, 'number') !== undefined);
  if (!found) return undefined;
  const { kind, holder } = found;
  const sha = textMember(holder, 'head', 'sha');
  const updated = Date.parse(String(member(holder, 'updated_at')));
  return {
    kind,
    number: numberMember(holder, 'number'),
    ...(sha !== undefined && { head_sha: sha }),
    ...(!Number.isNaN(updated) && { updated_at: new Date(updated).toISOString() }),
  };
}
