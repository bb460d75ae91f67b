import { setTimeout } from 'node:timers/promises';
import type { App } from '../apps/apps';
import type { Clock } from '../world/clock';
import { type Courier, timedOut, unreachable } from './courier';
import type { Deliveries, Delivery, Outcome } from './deliveries';
import type { DeliveryFault, DeliveryFaults } from './delivery-faults';
import { createGate } from './gate';
import { type PayloadFacts, payloadFacts } from './payload-facts';
import { signedRequest } from './signature';

/** An event for one App's endpoint. */
export interface Posting {
  readonly app: App;
  readonly guid: string;
  readonly event: string;
  /** JSON as text. */
  readonly payload: string;
  readonly isRedelivery: boolean;
  /** Signs instead of the App's own. */
  readonly secret?: string;
}

export type Outbox = ReturnType<typeof createOutbox>;

/** GitHub posts nothing that is larger, and lists nothing. */
export const largestPayloadBytes = 25 * 1024 * 1024;

/** How many deliveries are on their way at the same time, unless told otherwise. */
const defaultConcurrency = 32;

interface Parts {
  readonly clock: Clock;
  readonly courier: Courier;
  readonly deliveries: Deliveries;
  readonly faults: DeliveryFaults;
}

interface Telling extends Posting {
  readonly facts: PayloadFacts;
}

interface Held {
  readonly app: App;
  left: number;
  readonly release: () => void;
}

/** Posts events to the endpoints of Apps, many at a time, and keeps GitHub's log of it. */
export function createOutbox({ clock, courier, deliveries, faults }: Parts) {
  const gate = createGate(defaultConcurrency);
  const closing = new AbortController();
  let open = 0;
  let waiting: readonly (() => void)[] = [];
  let held: readonly Held[] = [];

  function letOvertakenGo(isDue: (one: Held) => boolean): void {
    const due = held.filter(isDue);
    held = held.filter((one) => !due.includes(one));
    for (const { release } of due) release();
  }

  /** Nothing moves any more by itself: all is delivered, or waits to be overtaken. */
  function noteIfStill(): void {
    if (open > held.length) return;
    const told = waiting;
    waiting = [];
    for (const tell of told) tell();
  }

  function overtake(app: App): void {
    for (const one of held) if (one.app === app) one.left -= 1;
    letOvertakenGo(({ left }) => left <= 0);
  }

  async function attempt(posting: Telling, fault: DeliveryFault | undefined): Promise<Delivery | undefined> {
    const { app, guid, event, payload, isRedelivery, facts } = posting;
    const { url, insecureSsl, active } = app.webhook;
    if (url === undefined || !active || closing.signal.aborted) return undefined;
    const request = signedRequest({ hook: app.webhook, appId: app.id, event, guid, payload, secret: posting.secret });
    const deliveredAt = clock.milliseconds();
    const outcome = unsent(fault) ?? (await gate.pass(() => courier.carry({ ...request, url, insecureSsl })));
    if (closing.signal.aborted) return undefined;
    return deliveries.add({
      ...(fault?.effect === 'unheard' ? timedOut : outcome),
      ...facts,
      app,
      guid,
      event,
      payload,
      url,
      deliveredAt,
      isRedelivery,
      requestHeaders: request.headers,
      isPayloadWithheld: fault?.effect === 'withheld',
    });
  }

  async function deliver(posting: Telling): Promise<Delivery | undefined> {
    const { app, event, facts } = posting;
    const fault = faults.take({ appId: app.id, event, action: facts.action });
    if (fault?.effect === 'lost') return undefined;
    if (fault?.effect === 'delayed') await pause(fault.milliseconds ?? 1000, closing.signal);
    if (fault?.effect === 'overtaken') {
      await new Promise<void>((release) => {
        held = [...held, { app, left: fault.by ?? 1, release }];
        noteIfStill();
      });
    }
    const delivery = await attempt(posting, fault);
    if (fault?.effect === 'repeated') {
      for (let copy = 0; copy < (fault.copies ?? 1); copy += 1) await attempt(posting, undefined);
    }
    if (fault?.effect !== 'overtaken') overtake(app);
    return delivery;
  }

  return {
    /** Resolves to what was listed in the end, or to nothing when nothing was. Callers need not wait. */
    post(posting: Posting): Promise<Delivery | undefined> {
      if (Buffer.byteLength(posting.payload) > largestPayloadBytes) return Promise.resolve(undefined);
      open += 1;
      return deliver({ ...posting, facts: payloadFacts(posting.payload) }).finally(() => {
        open -= 1;
        noteIfStill();
      });
    },
    setConcurrency: (limit: number): void => gate.widen(limit),
    /** Waits until nothing is on its way any more; what waits to be overtaken goes out. */
    async settle(): Promise<void> {
      while (open > 0) {
        letOvertakenGo(() => true);
        await new Promise<void>((resolve) => {
          waiting = [...waiting, resolve];
        });
      }
    },
    close(): void {
      closing.abort();
      courier.close();
      letOvertakenGo(() => true);
    },
  };
}

function unsent(fault: DeliveryFault | undefined): Outcome | undefined {
  if (fault?.effect === 'unreachable') return unreachable;
  return fault?.effect === 'timedOut' ? timedOut : undefined;
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  // A delay must not hold up a process that wants to end, and one that was told to end has no use for it.
  await setTimeout(milliseconds, undefined, { ref: false, signal }).catch(() => undefined);
}
