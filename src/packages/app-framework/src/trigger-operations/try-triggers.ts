import type { TestTriggerInput, TriggerDecision } from '@aws/app-framework-for-github-apps-on-aws-client';
import { invalid, notFound, violated } from '../api/api-error';
import { type Served, serving } from '../api/serve-operation';
import { type Candidate, candidates } from '../kept-triggers/candidates';
import type { KeptTriggers } from '../kept-triggers/kept-triggers-table';
import type { Offering } from '../kept-triggers/offered-workflow';
import { triggerOf } from '../kept-triggers/trigger-filters';
import type { WrittenTriggers } from '../kept-triggers/written-triggers-table';
import { parsedJson } from '../lambda/parsed-json';
import { compileScheduled } from '../schedules/compile-scheduled';
import { type ChangedFiles, filesTold } from '../triggers/changed-files';
import type { CompiledTrigger, Decision } from '../triggers/evaluate-trigger';
import { type DeliveredEvent, triggerSubject } from '../triggers/trigger-subject';
import { madeOf, noTrigger } from './keep-triggers';

type Timed = () => number;

/** A workflow of the deployment, with its triggers read. */
interface Offered extends Offering {
  readonly triggers: readonly CompiledTrigger[];
}

/** An event that was delivered, and to whom. */
export interface KeptEvent extends DeliveredEvent {
  readonly installationId: number | undefined;
}

export interface TryCollaborators {
  readonly table: Pick<KeptTriggers, 'ofEvent'> & Pick<WrittenTriggers, 'read'>;
  readonly offered: (remainingMilliseconds: Timed) => Promise<readonly Offered[]>;
  /** The event of a delivery to an App, with its payload; absent where it is not kept. */
  readonly delivered: (
    delivery: { readonly appId: number; readonly deliveryId: string },
    remainingMilliseconds: Timed,
  ) => Promise<KeptEvent | undefined>;
}

/** What is asked about an event: a trigger, and how it is called. */
interface Asked {
  readonly called: Pick<TriggerDecision, 'workflow' | 'trigger'>;
  readonly trigger: CompiledTrigger;
}

/** The operation that says why an event would start something, or would not, and starts nothing. */
export function createTryTriggers({ table, offered, delivered }: TryCollaborators): Served {
  return serving('TestTrigger', async (input, { remainingMilliseconds }) => {
    refuseUnclear(input);
    const event = await eventOf(input, remainingMilliseconds);
    const subject = triggerSubject(event);
    const asked = await askedOf(input, event.event, remainingMilliseconds);
    const files: ChangedFiles | undefined = input.files ? { kind: 'known', paths: input.files } : filesTold(event);
    return { decisions: asked.map(({ called, trigger }) => ({ ...called, ...toldOf(trigger(subject, files)) })) };
  });

  async function eventOf(input: TestTriggerInput, remainingMilliseconds: Timed): Promise<DeliveredEvent> {
    const { appId, installationId, deliveryId, event = '', payload = '' } = input;
    if (deliveryId === undefined) {
      const read = parsedJson(payload);
      if (typeof read === 'object' && read !== null) return { event, payload: read, own: false };
      throw invalid('payload', 'must be the JSON text of an object');
    }
    const found = await delivered({ appId, deliveryId }, remainingMilliseconds);
    // Nobody learns by this of deliveries to other installations.
    if (found && found.installationId === installationId) return found;
    throw notFound(
      `No delivery ${deliveryId} to installation ${installationId} of App ${appId} is kept with its payload. "deliveries list" names those there are.`,
    );
  }

  async function askedOf(input: TestTriggerInput, event: string, remainingMilliseconds: Timed): Promise<Asked[]> {
    const { triggerId, filters, repositoryId } = input;
    if (filters) return [{ called: {}, trigger: madeOf(() => compileScheduled(triggerOf(filters, repositoryId))) }];
    const workflows = await offered(remainingMilliseconds);
    if (triggerId === undefined)
      return candidates(workflows, await table.ofEvent(input, event, remainingMilliseconds), compileScheduled).flatMap(
        askedOfOne,
      );
    const one = await table.read(input, triggerId, remainingMilliseconds);
    if (!one) throw noTrigger(input, triggerId);
    const all = candidates(workflows, [one], compileScheduled);
    return all.filter(({ trigger }) => trigger !== undefined).flatMap(askedOfOne);
  }
}

function askedOfOne({ name, trigger: kept, triggers }: Candidate<Offered>): Asked[] {
  return triggers.map((trigger, index) => ({
    called: { workflow: name, trigger: kept?.id ?? String(index + 1) },
    trigger,
  }));
}

function toldOf(decision: Decision): Omit<TriggerDecision, 'workflow' | 'trigger'> {
  switch (decision.kind) {
    case 'refused':
      return { outcome: 'refused', refusedBy: decision.by, value: decision.value, meant: decision.meant };
    case 'matched':
      return {
        outcome: 'matched',
        ...(decision.unknown !== undefined && { unknown: decision.unknown }),
        ...(decision.awaits && { awaits: decision.awaits }),
      };
    case 'files wanted':
      return { outcome: 'files wanted' };
  }
}

/** @throws ApiError `ValidationException` where it is not clear which trigger is asked about, or which event */
function refuseUnclear({ triggerId, filters, repositoryId, deliveryId, event, payload }: TestTriggerInput): void {
  const violations = [
    triggerId !== undefined &&
      filters && { path: '/filters', message: 'cannot stand beside triggerId: test one of them' },
    repositoryId !== undefined &&
      !filters && { path: '/repositoryId', message: 'belongs to filters, which are not there' },
    deliveryId !== undefined &&
      (event ?? payload) !== undefined && { path: '/payload', message: 'and event cannot stand beside deliveryId' },
    deliveryId === undefined &&
      event === undefined && { path: '/event', message: 'is required where deliveryId is absent' },
    deliveryId === undefined &&
      payload === undefined && { path: '/payload', message: 'is required where deliveryId is absent' },
  ].filter((one) => typeof one === 'object');
  if (violations.length > 0) throw violated(violations);
}
