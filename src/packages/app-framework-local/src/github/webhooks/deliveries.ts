import type { App } from '../apps/apps';
import type { Clock } from '../world/clock';

/** What an endpoint made of a delivery, in the words of GitHub's log. */
export interface Outcome {
  readonly status: string;
  /** That of the endpoint; 502 when it could not be reached, 0 when it did not answer in time. */
  readonly statusCode: number;
  readonly durationSeconds: number;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responsePayload: string | null;
}

/** One attempt to deliver an event to an App's endpoint. */
export interface Attempt extends Outcome {
  readonly app: App;
  /** The same for all Apps that get the event, and for each redelivery. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  readonly isRedelivery: boolean;
  readonly deliveredAt: number;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** The payload's JSON as it was signed. */
  readonly payload: string;
  /** GitHub's API answers `null` for the payload of this one. */
  readonly isPayloadWithheld: boolean;
}

export interface Delivery extends Attempt {
  readonly id: bigint;
}

export type Deliveries = ReturnType<typeof createDeliveries>;

/** GitHub forgets deliveries after three days. */
const keptMilliseconds = 3 * 24 * 3600 * 1000;

/** The log of deliveries that GitHub keeps for each App. Ids are past 2^53 and odd: as a double, each of them is wrong. */
export function createDeliveries({ clock }: { clock: Clock }) {
  const byApp = new Map<App, Delivery[]>();
  const byId = new Map<bigint, Delivery>();
  let nextId = 9_007_199_254_740_993n;

  const isKept = ({ deliveredAt }: Delivery) => deliveredAt > clock.milliseconds() - keptMilliseconds;

  return {
    add(attempt: Attempt): Delivery {
      const delivery = { ...attempt, id: nextId };
      nextId += 2n;
      byId.set(delivery.id, delivery);
      const log = byApp.get(attempt.app);
      if (log === undefined) byApp.set(attempt.app, [delivery]);
      else log.push(delivery);
      return delivery;
    },
    find(app: App, id: bigint): Delivery | undefined {
      const delivery = byId.get(id);
      return delivery !== undefined && delivery.app === app && isKept(delivery) ? delivery : undefined;
    },
    /** Newest first. */
    *newestFirst(app: App): Generator<Delivery> {
      const log = byApp.get(app) ?? [];
      for (let place = log.length - 1; place >= 0; place -= 1) {
        const delivery = log[place];
        if (delivery !== undefined && isKept(delivery)) yield delivery;
      }
    },
  };
}
