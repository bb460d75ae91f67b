import { isAdmitted } from '../account-admission/admission';
import { isRouted } from '../routes/event-route';
import { withKnownNames } from '../routes/repository-names';
import type { EventBus } from '../webhooks/event-bus';
import type { RouteSource } from '../webhooks/route-source';
import type { EventForQueue } from './event-queue';
import type { RepeatRequest, ReplayRequest } from './repeat-request';
import type { RepeatedDeliveries, WorkIdentity } from './repeated-delivery-table';
import type { EventAsked, RepeatedEvent, RepeatedEvents } from './repeated-event';
import { type Repetition, type RepetitionOutcome, repeatEach } from './repetition';

export interface RepeatCollaborators {
  readonly table: RepeatedDeliveries;
  readonly events: RepeatedEvents;
  readonly routes: RouteSource;
  readonly bus: EventBus;
  readonly sendToQueue: (event: EventForQueue, remainingMilliseconds: () => number) => Promise<void>;
  readonly now?: () => Date;
}

/**
 * Sends events once more, made of ledger and archive: what lay in a queue is not needed for it. Asked again for the same, it does no harm:
 * handlers do the same work once. A replay is work of its own, by its id.
 */
export function createRepeatDeliveries(collaborators: RepeatCollaborators) {
  const { table, events, routes, bus, sendToQueue, now = () => new Date() } = collaborators;

  return async function repeat(
    request: RepeatRequest,
    remainingMilliseconds: () => number,
  ): Promise<{ readonly repetitions: readonly Repetition[] }> {
    const queues = await table.queues(remainingMilliseconds);
    const { routes: known, repositories, accounts } = await routes.current(remainingMilliseconds);
    if ('works' in request) return { repetitions: await repeatEach(request.works, redrive) };
    const { replayId, handler, keys, progress } = request.replay;
    const repetitions = await repeatEach(
      keys.map((key) => ({ key, handler })),
      ({ key }) => replay(key, request.replay),
    );
    // Only what was tried is behind it: whoever goes on repeats it rather than to miss one.
    await table.keepReplay({ replayId, progress }, now(), remainingMilliseconds);
    return { repetitions };

    async function redrive(work: WorkIdentity): Promise<RepetitionOutcome> {
      const queueUrl = queues[work.handler];
      if (queueUrl === undefined) return 'no handler';
      const event = await judged(work);
      if (event.kind === 'absent') return event.outcome;
      const isForIt = known.some(({ name, everyAccount }) => name === work.handler && everyAccount);
      // It stays parked, so that it can be redriven once its account is allowed.
      if (event.detail.held && !isForIt) return 'held back';
      const reopening = await table.reopen(work, now(), remainingMilliseconds);
      if (reopening === 'working') return reopening;
      if (reopening === 'again') {
        // Before it is sent: an end in between leaves an hour that is looked at in vain, and no message that nobody looks for.
        if (work.replayId === undefined) await table.reopenHour(event.receivedAt, now(), remainingMilliseconds);
        await sendToQueue({ queueUrl, ...event }, remainingMilliseconds);
      }
      await table.sent(work, now(), remainingMilliseconds);
      return reopening === 'done' ? 'done' : 'sent';
    }

    async function replay(key: string, { replayId, handler }: ReplayRequest): Promise<RepetitionOutcome> {
      const made = await judged({ key, replayId });
      if (made.kind === 'absent') return made.outcome;
      const event = { ...made, detail: withKnownNames(made.detail, repositories) };
      if (handler === undefined) {
        if (event.detail.held && !known.some((route) => isRouted(route, event.event, event.detail))) return 'held back';
        await bus.publish(bus.entryOf(event), remainingMilliseconds);
        return 'sent';
      }
      const route = known.find(({ name }) => name === handler);
      const queueUrl = queues[handler];
      if (!route || queueUrl === undefined) return 'no handler';
      if (!isRouted(route, event.event, event.detail)) return 'not routed';
      await sendToQueue({ queueUrl, ...event }, remainingMilliseconds);
      return 'sent';
    }

    /** Whether it is held back is a matter of now, not of when it arrived. */
    function judged({ key, replayId }: EventAsked): Promise<RepeatedEvent> {
      return events({ key, replayId, isHeld: (account) => !isAdmitted(accounts, account) }, remainingMilliseconds);
    }
  };
}
