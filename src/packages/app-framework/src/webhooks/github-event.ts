import { field } from '../lambda/parsed-json';
import { type DeliveryIdentity, deliveryKey, type VerifiedDelivery } from './delivery';
import { type EventSubject, subjectOf } from './event-subject';

/**
 * The `detail` of an event on the bus, whose source is `github`, or `github.held` of an account that is not admitted, and whose detail type is the name of GitHub's event.
 *
 * Delivered at least once: whoever brings a rule of their own tells repetitions by `delivery_key` and `replay_id`.
 */
export interface GitHubEventDetail {
  readonly delivery_id: string;
  /** `<host>#<App id>#<delivery id>`: two Apps on one repository get the same delivery id. */
  readonly delivery_key: string;
  readonly app_id: number;
  readonly host: string;
  readonly action?: string;
  readonly sender?: { readonly id: number; readonly login: string; readonly type?: string };
  /** `known_as` are the names by which handlers know it, in lower case: that of its first event under a name that one has stays its own. */
  readonly repository?: { readonly id: number; readonly full_name: string; readonly known_as?: readonly string[] };
  readonly organization?: { readonly id: number; readonly login: string };
  readonly installation?: { readonly id: number };
  /** Issue or pull request that it is about. */
  readonly subject?: EventSubject;
  /** True where the App itself caused it. */
  readonly own: boolean;
  /** There where its account is not admitted: only handlers with `everyAccount` get it. */
  readonly held?: true;
  /** ISO 8601, of the first arrival. */
  readonly received_at: string;
  /** Where the payload lies, always. */
  readonly s3_reference: { readonly bucket: string; readonly key: string };
  /** True where `payload` is there; otherwise it is at `s3_reference`. */
  readonly payload_complete: boolean;
  readonly payload?: unknown;
  /** There where an operator replays it: handlers do their work once more. */
  readonly replay_id?: string;
}

export interface EventToMake {
  readonly delivery: VerifiedDelivery;
  readonly own: boolean;
  readonly held?: boolean | undefined;
  readonly reference: { readonly bucket: string; readonly key: string };
  readonly replayId?: string | undefined;
}

/** The event without its payload: all that routing looks at. */
export function describeEvent({ delivery, own, held, reference, replayId }: EventToMake): GitHubEventDetail {
  const { payload } = delivery;
  const action = text(payload.action);
  const sender = account(payload.sender);
  const type = text(field(payload.sender, 'type'));
  const repository = id(payload.repository);
  const fullName = text(field(payload.repository, 'full_name'));
  const organization = account(payload.organization);
  const installation = id(payload.installation);
  const subject = subjectOf(payload);
  return {
    ...identified(delivery),
    ...(action !== undefined && { action }),
    ...(sender && { sender: { ...sender, ...(type !== undefined && { type }) } }),
    ...(repository !== undefined && fullName !== undefined && { repository: { id: repository, full_name: fullName } }),
    ...(organization && { organization }),
    ...(installation !== undefined && { installation: { id: installation } }),
    ...(subject && { subject }),
    own,
    ...(held && { held }),
    received_at: delivery.receivedAt.toISOString(),
    s3_reference: reference,
    payload_complete: false,
    ...(replayId !== undefined && { replay_id: replayId }),
  };
}

function identified(delivery: DeliveryIdentity) {
  return {
    delivery_id: delivery.deliveryId,
    delivery_key: deliveryKey(delivery),
    app_id: delivery.appId,
    host: delivery.host,
  };
}

function account(value: unknown): { id: number; login: string } | undefined {
  const number = id(value);
  const login = text(field(value, 'login'));
  return number !== undefined && login !== undefined ? { id: number, login } : undefined;
}

function id(value: unknown): number | undefined {
  const number = field(value, 'id');
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
