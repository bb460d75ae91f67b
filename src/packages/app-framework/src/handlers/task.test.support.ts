import type { HandlerTask } from './handler-ledger-table';

/** The handler `greet`'s work on one delivery. */
export function taskOf(detail: Partial<HandlerTask['detail']> = {}): HandlerTask {
  const deliveryId = '7a3f5c1e-0000-4000-8000-000000000001';
  return {
    handler: 'greet',
    event: 'issues',
    detail: {
      delivery_id: deliveryId,
      delivery_key: `api.github.com#1234#${deliveryId}`,
      app_id: 1234,
      host: 'api.github.com',
      action: 'opened',
      own: false,
      received_at: '2026-11-01T12:00:00.000Z',
      s3_reference: { bucket: 'payloads', key: 'webhooks/one.json' },
      payload_complete: true,
      payload: { action: 'opened' },
      ...detail,
    },
  };
}
