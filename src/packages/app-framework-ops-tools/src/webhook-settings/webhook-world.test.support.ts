import { forTests, startToolWorld } from '../tool-world.test.support';
import { givenDelivery } from '../tool-world-ledger.test.support';

export const deliveryId = 'aaaaaaaa-cc78-11e3-81ab-4c9367dc0958';

/** The tool's world with a webhook of App 7 at GitHub, whose deliveries the deployment takes as its receiver does. */
export async function startWebhookWorld() {
  const world = await startToolWorld();
  /** What GitHub has. */
  const hook: { url?: string; secret?: string } = {};
  const attempts: { id: number; guid: string; event: string; status_code: number; delivered_at: string }[] = [];
  /** What a receiver has for GitHub's secret: the place of the one that it fits. */
  let placeOf = (secret: string | undefined) => [JSON.parse(world.secret.SecretString)['7']].flat().indexOf(secret);
  const usualPlaceOf = placeOf;
  let behindMilliseconds = 0;
  let answer: number | undefined;

  return {
    ...world,
    hook,
    attempts,
    answerBy(other: typeof placeOf) {
      placeOf = other;
    },
    answerWith(statusCode: number) {
      answer = statusCode;
    },
    /** The receiver's clock is so late. */
    receiveLate(milliseconds: number) {
      behindMilliseconds = milliseconds;
    },
    reset(): void {
      world.reset();
      behindMilliseconds = 0;
      answer = undefined;
      placeOf = usualPlaceOf;
      for (const name of ['url', 'secret'] as const) delete hook[name];
      Object.assign(hook, { url: 'https://hooks.example.com/prod/webhook', secret: 'old' });
      Object.assign(world.secret, { SecretString: '{"7":"old","9":"other"}' });
      world.rows.set(7, { KmsKeyArn: 'arn', GitHubApiUrl: world.url });
      const key = givenDelivery(world.ledger, { deliveryId });
      const { host } = new URL(world.url);
      for (const row of world.ledger.rows) if (row.Delivery?.S === key) row.Delivery = { S: `${host}#7#${deliveryId}` };
      const delivered_at = new Date(Date.now() - 60_000).toISOString();
      attempts.splice(0, Number.POSITIVE_INFINITY, {
        id: 1,
        guid: deliveryId,
        event: 'issues',
        status_code: 200,
        delivered_at,
      });
      world.on('/app/hook/config', (body) => {
        if (Object(body).url !== undefined) {
          delete hook.secret;
          Object.assign(hook, body);
        }
        return { status: 200, body: { url: hook.url, secret: '********' } };
      });
      world.on('/app/hook/deliveries', (_body, query) => {
        const begin = Number(query.get('cursor') ?? 0);
        const end = begin + Number(query.get('per_page') ?? 30);
        const link = `<${world.url}/app/hook/deliveries?per_page=${end - begin}&cursor=${end}>; rel="next"`;
        return { status: 200, ...(end < attempts.length && { headers: { link } }), body: attempts.slice(begin, end) };
      });
      world.on('/app/hook/deliveries/1/attempts', () => {
        const place = placeOf(hook.secret);
        const status_code = answer ?? (place < 0 ? 401 : 200);
        const delivered_at = new Date().toISOString();
        attempts.unshift({ id: attempts.length + 1, guid: deliveryId, event: 'issues', status_code, delivered_at });
        const row = world.ledger.rows.find(({ DeliveryId }) => DeliveryId?.S === deliveryId);
        const VerifiedAt = { S: new Date(Date.now() - behindMilliseconds).toISOString() };
        const noted = { SecretVersion: { N: String(place) }, VerifiedAt };
        if (row && place >= 0) Object.assign(row, noted);
        return { status: 202, body: {} };
      });
    },
  };
}

/** That world for the tests of a file, as new for each. */
export const useWebhookWorld = () => forTests(startWebhookWorld);
