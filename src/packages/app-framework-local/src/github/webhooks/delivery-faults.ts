/** What shall happen to a delivery, besides or instead of being posted. */
export type DeliveryEffect =
  /** Never sent and never listed: as when GitHub loses an event. */
  | 'lost'
  /** Never sent, and listed as failed to connect. */
  | 'unreachable'
  /** Never sent, and listed as timed out. */
  | 'timedOut'
  /** Sent and received, but listed as timed out: the answer came too late. */
  | 'unheard'
  /** Sent `milliseconds` later. */
  | 'delayed'
  /** Sent `copies` times more, under the same delivery id. */
  | 'repeated'
  /** Sent after the next deliveries of the App, as many as `by` tells. */
  | 'overtaken'
  /** Sent, but GitHub's API answers `null` for its payload. */
  | 'withheld';

export interface DeliveryFault {
  readonly effect: DeliveryEffect;
  /** Any when absent. */
  readonly appId?: number;
  readonly event?: string;
  readonly action?: string;
  /** How many deliveries it hits; 1 when absent. */
  readonly times?: number;
  /** How many that match pass untouched before; 0 when absent. */
  readonly afterDeliveries?: number;
  /** 1,000 when absent. */
  readonly milliseconds?: number;
  /** 1 when absent. */
  readonly copies?: number;
  /** 1 when absent. */
  readonly by?: number;
}

export interface Subject {
  readonly appId: number;
  readonly event: string;
  readonly action: string | null;
}

interface Planned {
  readonly fault: DeliveryFault;
  toSkip: number;
  left: number;
}

export type DeliveryFaults = ReturnType<typeof createDeliveryFaults>;

/** Faults that deliveries run into. The oldest that matches takes a delivery; one that is used up is gone. */
export function createDeliveryFaults() {
  let faults: readonly Planned[] = [];
  return {
    add(fault: DeliveryFault): void {
      faults = [...faults, { fault, toSkip: fault.afterDeliveries ?? 0, left: fault.times ?? 1 }];
    },
    clear(): void {
      faults = [];
    },
    take(subject: Subject): DeliveryFault | undefined {
      for (const planned of faults) {
        if (!isMeant(planned.fault, subject)) continue;
        if (planned.toSkip > 0) {
          planned.toSkip -= 1;
          continue;
        }
        planned.left -= 1;
        if (planned.left <= 0) faults = faults.filter((other) => other !== planned);
        return planned.fault;
      }
      return undefined;
    },
  };
}

function isMeant({ appId, event, action }: DeliveryFault, subject: Subject): boolean {
  if (appId !== undefined && appId !== subject.appId) return false;
  if (event !== undefined && event !== subject.event) return false;
  return action === undefined || action === subject.action;
}
