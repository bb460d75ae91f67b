import { randomUUID } from 'node:crypto';
import { setTimeout as timer } from 'node:timers/promises';
import { serveCustomResource } from '../lambda/custom-resource';
import { logError, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { counted } from '../webhooks/delivery-metrics';
import { type createProbeSender, probeSource, probeType } from './probe-event-bus';
import type { createProbeTable } from './probe-table';

export interface ProbeCollaborators {
  readonly put: ReturnType<typeof createProbeSender>;
  readonly table: ReturnType<typeof createProbeTable>;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => Date;
}

const patienceMilliseconds = 60_000;
/** A rule that was made a moment ago counts nowhere yet: put again meanwhile. */
const againMilliseconds = 15_000;
const lookMilliseconds = 1_000;

/**
 * Sends a probe through the bus when the schedule or a deployment asks for it, and waits for it; notes it where it comes back from the bus. A
 * deployment whose bus brings nothing fails.
 */
export function createServeProbe({ put, table, pause = timer, now = () => new Date() }: ProbeCollaborators) {
  const deploy = serveCustomResource({ physicalId: 'bus-probe', apply: probe });

  return async function serve(event: unknown): Promise<void> {
    const id = field(field(event, 'detail'), 'probe_id');
    const isProbe = field(event, 'source') === probeSource && field(event, 'detail-type') === probeType;
    if (isProbe && typeof id === 'string') return table.noteReturn(id, () => patienceMilliseconds);
    if (field(event, 'RequestType') !== undefined) return deploy(event);
    return probe();
  };

  /** @throws Error where nothing came back */
  async function probe(): Promise<void> {
    const id = randomUUID();
    const begun = now().getTime();
    const waited = () => now().getTime() - begun;
    const remainingMilliseconds = () => patienceMilliseconds - waited();
    let puts = 0;
    let failure: unknown;
    while (waited() < patienceMilliseconds) {
      try {
        if (waited() >= puts * againMilliseconds) {
          puts += 1;
          await put(id, remainingMilliseconds);
        }
        if (await table.isBack(id, remainingMilliseconds)) {
          return logRecord('probe came back from the bus', { id, milliseconds: waited() });
        }
      } catch (error) {
        failure = error;
      }
      await pause(lookMilliseconds);
    }
    const lost = new Error(
      'What was put on the bus did not come back within a minute: no webhook reaches a handler. Look whether bus and rule are there, and at the policy of the key of the bus.',
      { cause: failure },
    );
    logError('probe was lost', lost, { id, ...counted('BusProbesLost', now()) });
    throw lost;
  }
}
