import { jsonResponse, serveHttp } from '../http/http-edge';
import { requiredVariable } from '../lambda/environment';
import { parseAppHosts } from './app-hosts';
import { createDeliveryLedger } from './delivery-ledger-table';
import { createEventBus } from './event-bus';
import { createPayloadArchive } from './payload-archive';
import { createPublishDelivery } from './publish-delivery';
import { createReceiveWebhook } from './receive-webhook';
import { createRouteSource } from './route-source';
import { createRoutingReader } from './routing-table';
import { createSecretSource } from './secret-source';
import { createSecretReader } from './stored-secret';

/** Environment that the function needs. */
export interface ReceiveWebhookEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly PAYLOAD_BUCKET_NAME: string;
  readonly EVENT_BUS_NAME: string;
  readonly INLINE_LIMIT: string;
  readonly WEBHOOK_SECRET_ARN: string;
  /** Hosts by App as JSON, `{"default": "api.github.com", "1234": "ghe.example.com"}`; without `default`, other Apps are unknown. */
  readonly APP_HOSTS: string;
}

const variable = requiredVariable<keyof ReceiveWebhookEnvironment>;
const tableName = variable('LEDGER_TABLE_NAME');
const publish = createPublishDelivery({
  ledger: createDeliveryLedger({ tableName }),
  archive: createPayloadArchive({ bucketName: variable('PAYLOAD_BUCKET_NAME') }),
  bus: createEventBus({ busName: variable('EVENT_BUS_NAME'), inlineLimit: Number(variable('INLINE_LIMIT')) }),
  routes: createRouteSource({ read: createRoutingReader({ tableName }) }),
});
const secrets = createSecretSource({ read: createSecretReader({ secretArn: variable('WEBHOOK_SECRET_ARN') }) });
const receive = createReceiveWebhook({ secrets, publish, hostOf: parseAppHosts(variable('APP_HOSTS')) });

export const handler = serveHttp(async (request) => {
  const { statusCode, body } = await receive(request);
  return jsonResponse(statusCode, body);
});
