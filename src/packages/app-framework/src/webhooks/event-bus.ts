import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';
import { traceHeader } from '../lambda/trace';
import type { GitHubEventDetail } from './github-event';

/** An event of GitHub, on its way to the bus. */
export interface EventToPublish {
  readonly event: string;
  readonly detail: GitHubEventDetail;
  /** The payload's JSON text, to be put into the event where it fits. */
  readonly payloadText: string;
  readonly receivedAt: Date;
}

/** An event as it is put on the bus. */
export interface BusEntry {
  readonly event: string;
  /** Nobody's rule is for what is held back, unless it says so. */
  readonly source: 'github' | 'github.held';
  readonly detail: string;
  /** Whether the payload is in it; otherwise it only says where the payload is kept. */
  readonly isWhole: boolean;
  readonly receivedAt: Date;
}

export type EventBus = ReturnType<typeof createEventBus>;

/** The bus did not take the event. */
export class EventRefusedError extends Error {
  override readonly name = 'EventRefusedError';

  constructor(readonly code: string) {
    super(`EventBridge did not take the event: ${code}.`);
  }
}

export interface EventBusSettings {
  /** Name or ARN. */
  readonly busName: string;
  /** Most bytes of an entry with its payload in it; a larger one goes by reference. */
  readonly inlineLimit: number;
}

/** AWS counts 14 bytes for the time (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevents-size). */
const timeBytes = 14;

/** Puts events on the bus, the payload in them while the whole entry fits. */
export function createEventBus({ busName, inlineLimit }: EventBusSettings) {
  return {
    /** The payload is spliced in as text: what GitHub sent is what handlers get, numbers beyond 2^53 included. */
    entryOf({ event, detail, payloadText, receivedAt }: EventToPublish): BusEntry {
      const source = detail.held ? 'github.held' : 'github';
      const whole = `${JSON.stringify({ ...detail, payload_complete: true }).slice(0, -1)},"payload":${payloadText}}`;
      const bytes = timeBytes + source.length + Buffer.byteLength(event) + Buffer.byteLength(whole);
      const isWhole = bytes <= inlineLimit;
      return { event, source, receivedAt, isWhole, detail: isWhole ? whole : JSON.stringify(detail) };
    },

    /** @throws AwsCallError, and EventRefusedError where the answer is a success but for this entry */
    async publish({ event, source, detail, receivedAt }: BusEntry, remainingMilliseconds: () => number): Promise<void> {
      const trace = traceHeader();
      const answer = await patientCall({
        service: 'events',
        target: 'AWSEvents.PutEvents',
        input: {
          Entries: [
            {
              EventBusName: busName,
              Source: source,
              DetailType: event,
              Detail: detail,
              Time: Math.floor(receivedAt.getTime() / 1_000),
              ...(trace !== undefined && { TraceHeader: trace }),
            },
          ],
        },
        remainingMilliseconds,
      });
      const [entry] = entriesOf(answer);
      if (typeof field(entry, 'EventId') !== 'string') throw new EventRefusedError(codeOf(entry));
    },
  };
}

function entriesOf(answer: unknown): readonly unknown[] {
  const entries = field(answer, 'Entries');
  return Array.isArray(entries) ? entries : [];
}

function codeOf(entry: unknown): string {
  const code = field(entry, 'ErrorCode');
  return typeof code === 'string' ? code : 'no event id in its answer';
}
