import { accountOf, type NamedAccount } from '../account-admission/admission';
import { parsedJson } from '../lambda/parsed-json';
import type { EventToPublish } from '../webhooks/event-bus';
import { describeEvent } from '../webhooks/github-event';
import type { RepeatedDeliveries } from './repeated-delivery-table';

export interface RepeatedEventCollaborators {
  readonly table: Pick<RepeatedDeliveries, 'read'>;
  readonly bucketName: string;
  /** The JSON text of a payload; absent where it is not kept. */
  readonly readPayload: (key: string, remainingMilliseconds: () => number) => Promise<string | undefined>;
}

export interface EventAsked {
  readonly key: string;
  readonly replayId?: string | undefined;
  /** Whether events of an account are held back; as it was when it arrived, when absent. */
  readonly isHeld?: (account: NamedAccount | undefined) => boolean;
}

export type RepeatedEvent =
  | ({ readonly kind: 'event' } & EventToPublish)
  | { readonly kind: 'absent'; readonly outcome: 'no delivery' | 'no payload' };

export type RepeatedEvents = ReturnType<typeof createRepeatedEvents>;

/** Makes events as they were the first time, of ledger and archive; a replay has its id besides. */
export function createRepeatedEvents({ table, bucketName, readPayload }: RepeatedEventCollaborators) {
  return async function read(
    { key, replayId, isHeld }: EventAsked,
    remainingMilliseconds: () => number,
  ): Promise<RepeatedEvent> {
    const record = await table.read(key, remainingMilliseconds);
    if (record?.archiveKey === undefined) return { kind: 'absent', outcome: 'no delivery' };
    const payloadText = await readPayload(record.archiveKey, remainingMilliseconds);
    if (payloadText === undefined) return { kind: 'absent', outcome: 'no payload' };
    const payload = parsedJson(payloadText);
    if (!isRecord(payload)) throw new Error(`What is kept at ${record.archiveKey} is no JSON object.`);
    const receivedAt = new Date(record.receivedAt);
    const delivery = { ...record, body: new Uint8Array(), payload, receivedAt };
    const reference = { bucket: bucketName, key: record.archiveKey };
    const held = isHeld ? isHeld(accountOf(payload)) : record.heldBack;
    const detail = describeEvent({ delivery, own: record.own, held, reference, replayId });
    return { kind: 'event', event: record.event, detail, payloadText, receivedAt };
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
