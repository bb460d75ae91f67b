import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DeliveryRecord,
  mostRepetitions,
  type Repetition,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import type { CommandContext } from '../command-line/command';
import { progressBar } from '../command-line/progress-bar';
import { invoke, type RepetitionCollaborators, repetitionsIn } from './repetition';
import type { ReplayPlan } from './replay-plan';

export interface ReplayCollaborators extends RepetitionCollaborators {
  readonly context: Pick<CommandContext, 'progress' | 'redraw' | 'takeOverInterrupt'>;
}

export interface ReplayRun {
  readonly plan: ReplayPlan;
  /** Oldest first. */
  readonly records: readonly DeliveryRecord[];
  readonly perSecond: number;
}

/**
 * Sends deliveries at a bounded rate, a batch at a time. Stopped or killed, it goes on behind the last batch that was sent; where one failed, with
 * that one: what comes after it is sent once more, which its id tells from other work.
 */
export function createReplay({ lambda, functionName, context }: ReplayCollaborators) {
  return async function replay({ plan, records, perSecond }: ReplayRun) {
    const tried: Repetition[] = [];
    const left = () => `Stopping: ${records.length - tried.length} are left.`;
    const signal = context.takeOverInterrupt(left);
    const size = Math.max(1, Math.min(mostRepetitions, perSecond));
    let { done } = plan;
    let hasFailed = false;
    context.progress(`Replay ${plan.replayId} begins. Ctrl-C stops it between two batches.`);
    try {
      for (let from = 0; from < records.length && !signal.aborted; from += size) {
        const startedAt = performance.now();
        const batch = records.slice(from, from + size);
        context.redraw?.(`${progressBar(from / records.length)} ${from} of ${records.length}`);
        const repetitions = await send(plan, { batch, done: hasFailed ? done : placeOf(batch.at(-1)) });
        tried.push(...repetitions);
        const failed = new Set(repetitions.flatMap(({ key, outcome }) => (outcome === 'failed' ? key : [])));
        const through = batch.findIndex(({ key }) => failed.has(key));
        if (!hasFailed) done = placeOf(through < 0 ? batch.at(-1) : batch[through - 1]) ?? done;
        hasFailed ||= failed.size > 0;
        const rest = (batch.length / perSecond) * 1_000 - (performance.now() - startedAt);
        if (rest > 0 && from + size < records.length) await sleep(rest);
      }
      if (hasFailed) await send(plan, { batch: [], done });
    } catch (error) {
      if (tried.length > 0) context.progress(`Stopped by a failure. ${goOnWith(plan)}`);
      throw error;
    } finally {
      context.redraw?.(undefined);
    }
    return { tried, isStopped: tried.length < records.length, hasFailed };
  };

  /** Has a batch sent, and kept that the replay has come to `done`. */
  async function send(plan: ReplayPlan, { batch, done }: Batch): Promise<Repetition[]> {
    const { replayId, to } = plan;
    const progress = JSON.stringify({ ...plan, done });
    const input = {
      replay: { replayId, ...(to !== undefined && { handler: to }), keys: batch.map(({ key }) => key), progress },
    };
    return repetitionsIn(await invoke({ lambda, functionName, input }));
  }
}

interface Batch {
  readonly batch: readonly DeliveryRecord[];
  readonly done: ReplayPlan['done'];
}

/** What continues a replay that was not done to its end. */
export function goOnWith({ replayId }: ReplayPlan): string {
  return `Go on with: deliveries replay --resume ${replayId}`;
}

function placeOf(record: DeliveryRecord | undefined): ReplayPlan['done'] {
  return record && { receivedAt: record.receivedAt, key: record.key };
}
