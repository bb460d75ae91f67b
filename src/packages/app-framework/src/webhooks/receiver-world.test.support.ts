import { createHmac } from 'node:crypto';
import { parseAppHosts } from '../webhook-secrets/app-hosts';
import { createSecretSource } from '../webhook-secrets/secret-source';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { createAppIdentities } from './app-identity-table';
import { createDeliveryLedger } from './delivery-ledger-table';
import { createEventBus } from './event-bus';
import { type FakeAws, startFakeAws } from './fake-aws.test.support';
import { createPayloadArchive } from './payload-archive';
import { createPublishDelivery } from './publish-delivery';
import { createReceiveWebhook } from './receive-webhook';
import { createRouteSource } from './route-source';
import { createRoutingReader } from './routing-table';

export interface WorldOptions {
  readonly now?: () => Date;
  readonly inlineLimit?: number;
  readonly appHosts?: string;
}

/** A receiver as a cold process has it, wired as its entry does, on what the environment leads to. */
export function coldReceiver(options: WorldOptions = {}) {
  const { inlineLimit = 200 * 1024, appHosts = '{"default":"api.github.com"}' } = options;
  const now = options.now && { now: options.now };
  const tableName = 'ledger';
  const publish = createPublishDelivery({
    ledger: createDeliveryLedger({ tableName }),
    archive: createPayloadArchive({ bucketName: 'payloads' }),
    bus: createEventBus({ busName: 'bus', inlineLimit }),
    routes: createRouteSource({ read: createRoutingReader({ tableName }), ...now }),
    identities: createAppIdentities({ tableName }),
    ...now,
  });
  const secrets = createSecretSource({ read: createSecretReader({ secretArn: 'arn' }), ...now });
  return createReceiveWebhook({ secrets, publish, hosts: parseAppHosts(appHosts), ...now });
}

export const someDelivery = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

export interface Posted {
  readonly payload?: unknown;
  /** The exact text, instead of a payload. */
  readonly text?: string;
  readonly secret?: string;
  readonly event?: string;
  readonly deliveryId?: string;
  readonly appId?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request as GitHub makes it. */
export function posted(posting: Posted = {}) {
  const { payload = { action: 'opened' }, text = JSON.stringify(payload), secret = 'secret', appId = 7 } = posting;
  const body = Buffer.from(text);
  return {
    headers: {
      'content-type': 'application/json',
      'x-github-event': posting.event ?? 'issues',
      'x-github-delivery': posting.deliveryId ?? someDelivery,
      'x-github-hook-installation-target-type': 'integration',
      'x-github-hook-installation-target-id': String(appId),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      ...posting.headers,
    },
    body,
  };
}

/** Lines that the logger writes from now on, parsed. */
export function watchLog(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(JSON.parse(String(line))) > 0);
  return lines;
}

/** An AWS for the receivers of a test file, as new for each test. */
export function useReceiverAws(): () => FakeAws {
  let aws: FakeAws;
  beforeAll(async () => {
    aws = await startFakeAws();
  });
  beforeEach(() => {
    aws.reset();
    process.env.WEBHOOK_DEPLOYMENT = 'Stack.Webhooks';
  });
  afterEach(() => {
    delete process.env.WEBHOOK_DEPLOYMENT;
    jest.restoreAllMocks();
  });
  afterAll(() => aws.stop());
  return () => aws;
}
