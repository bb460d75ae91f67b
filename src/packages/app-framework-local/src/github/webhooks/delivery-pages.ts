import { invalidRequest } from '../server/github-error';
import { pageSize } from '../server/pages';
import type { Delivery } from './deliveries';

export interface DeliveryPage {
  readonly items: readonly Delivery[];
  /** Absent on the last page. */
  readonly link: string | undefined;
}

/**
 * The page that `per_page`, `cursor` and `status` in the URL ask for. A cursor names the delivery that the page begins
 * with, so what comes in meanwhile moves nothing.
 */
export function deliveryPage(newestFirst: Iterable<Delivery>, url: URL): DeliveryPage {
  const size = pageSize(url);
  const isMeant = meantBy(url.searchParams.get('status'));
  const from = cursorId(url.searchParams.get('cursor'));
  const items: Delivery[] = [];
  for (const delivery of newestFirst) {
    if ((from !== undefined && delivery.id > from) || !isMeant(delivery)) continue;
    if (items.length === size) return { items, link: `<${linkTo(url, delivery.id)}>; rel="next"` };
    items.push(delivery);
  }
  return { items, link: undefined };
}

function meantBy(status: string | null): (delivery: Delivery) => boolean {
  if (status === null) return () => true;
  if (status === 'success') return ({ statusCode }) => statusCode >= 200 && statusCode < 400;
  if (status === 'failure') return ({ statusCode }) => statusCode >= 400 && statusCode < 600;
  throw invalidRequest(`${JSON.stringify(status)} is not a member of ["success", "failure"].`);
}

function cursorId(cursor: string | null): bigint | undefined {
  if (cursor === null) return undefined;
  const id = /^v1_(\d{1,19})$/.exec(cursor)?.[1];
  if (id === undefined) throw invalidRequest('Invalid cursor.');
  return BigInt(id);
}

function linkTo(url: URL, id: bigint): string {
  const target = new URL(url);
  target.searchParams.set('cursor', `v1_${id}`);
  return target.href;
}
