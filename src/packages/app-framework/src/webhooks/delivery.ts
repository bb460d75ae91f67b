/** What tells one delivery from all others: two Apps on one repository get the same delivery id, with different bodies. */
export interface DeliveryIdentity {
  /** Host of the API of the GitHub that delivered, such as `api.github.com`. */
  readonly host: string;
  readonly appId: number;
  /** A UUID in lower case. */
  readonly deliveryId: string;
}

/** A delivery whose signature held, or that GitHub itself handed out from its list. */
export interface VerifiedDelivery extends DeliveryIdentity {
  readonly event: string;
  /** The payload as JSON text, in the bytes that arrived. */
  readonly body: Uint8Array;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Which of the App's secrets verified it, from 0; absent where no signature was to be checked. */
  readonly secretVersion?: number | undefined;
  readonly receivedAt: Date;
}

/** The key of a delivery in tables, archives and de-duplication ids. */
export function deliveryKey({ host, appId, deliveryId }: DeliveryIdentity): string {
  return `${host}#${appId}#${deliveryId}`;
}

/** @throws Error for anything that `deliveryKey` does not make */
export function parseDeliveryKey(key: string): DeliveryIdentity {
  const [host = '', app = '', deliveryId = '', ...rest] = key.split('#');
  const appId = Number(app);
  if (!host || !deliveryId || rest.length > 0 || !Number.isSafeInteger(appId)) {
    throw new Error(`${key} is no key of a delivery: expected <host>#<App id>#<delivery id>.`);
  }
  return { host, appId, deliveryId };
}

/** `webhooks/YYYY/MM/DD/<event>/<host>/<App id>/<delivery id>.json`: the day is that of arrival, in UTC. */
export function archiveKey({ host, appId, deliveryId }: DeliveryIdentity, event: string, receivedAt: Date): string {
  const day = receivedAt.toISOString().slice(0, 10).replaceAll('-', '/');
  return `webhooks/${day}/${event}/${host.replaceAll(':', '_')}/${appId}/${deliveryId}.json`;
}
