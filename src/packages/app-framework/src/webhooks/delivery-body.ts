import { parsedJson } from '../lambda/parsed-json';
import type { DeliveryHeaders } from './delivery-headers';

export type ReadBody =
  | { readonly kind: 'read'; readonly text: string; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused' };

/** The payload of a body whose signature held: JSON, or a form with JSON in its field `payload`. */
export function readDeliveryBody(body: Uint8Array, bodyForm: DeliveryHeaders['bodyForm']): ReadBody {
  const sent = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const text = bodyForm === 'form' ? new URLSearchParams(sent).get('payload') : sent;
  const payload = text === null ? undefined : parsedJson(text);
  return text !== null && isRecord(payload) ? { kind: 'read', text, payload } : { kind: 'refused' };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
