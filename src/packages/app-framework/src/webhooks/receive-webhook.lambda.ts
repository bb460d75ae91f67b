import { jsonResponse, serveHttp } from '../http/http-edge';
import { requiredVariable } from '../lambda/environment';
import { parseAppHosts } from '../webhook-secrets/app-hosts';
import { createSecretSource } from '../webhook-secrets/secret-source';
import { createSecretReader } from '../webhook-secrets/stored-secret';
import { openPublishing, type PublishingEnvironment } from './open-publishing';
import { createPayloadArchive } from './payload-archive';
import { createReceiveWebhook } from './receive-webhook';

/** Environment that the function needs. */
export interface ReceiveWebhookEnvironment extends PublishingEnvironment {
  readonly PAYLOAD_BUCKET_NAME: string;
  readonly WEBHOOK_SECRET_ARN: string;
  /** Hosts by App as JSON, `{"default": "api.github.com", "1234": "ghe.example.com"}`; without `default`, other Apps are unknown. */
  readonly APP_HOSTS: string;
}

const variable = requiredVariable<keyof ReceiveWebhookEnvironment>;
const publish = openPublishing(createPayloadArchive({ bucketName: variable('PAYLOAD_BUCKET_NAME') }));
const secrets = createSecretSource({ read: createSecretReader({ secretArn: variable('WEBHOOK_SECRET_ARN') }) });
const receive = createReceiveWebhook({ secrets, publish, hosts: parseAppHosts(variable('APP_HOSTS')) });

export const handler = serveHttp(async (request) => {
  const { statusCode, body } = await receive(request);
  return jsonResponse(statusCode, body);
});
