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

/** Sends deliveries at a bounded rate, a batch at a time. Stopped or killed, it goes on behind the last batch that was sent. */
export function createReplay({ lambda, functionName, context }: ReplayCollaborators) {
  return async function replay({ plan, records, perSecond }: ReplayRun) {
    const tried: Repetition[] = [];
    const left = () => `Stopping: ${records.length - tried.length} are left.`;
    const signal = context.takeOverInterrupt(left);
    const size = Math.max(1, Math.min(mostRepetitions, perSecond));
    context.progress(`Replay ${plan.replayId} begins. Ctrl-C stops it between two batches.`);
    try {
      for (let from = 0; from < records.length && !signal.aborted; from += size) {
        const startedAt = performance.now();
        const batch = records.slice(from, from + size);
        context.redraw?.(`${progressBar(from / records.length)} ${from} of ${records.length}`);
        tried.push(...(await send(plan, batch)));
        const rest = (batch.length / perSecond) * 1_000 - (performance.now() - startedAt);
        if (rest > 0 && from + size < records.length) await sleep(rest);
      }
    } finally {
      context.redraw?.(undefined);
    }
    return { tried, isStopped: tried.length < records.length };
  };

  async function send(plan: ReplayPlan, batch: readonly DeliveryRecord[]): Promise<Repetition[]> {
    const last = batch.at(-1);
    const { replayId, to } = plan;
    const done = last && { receivedAt: last.receivedAt, key: last.key };
    const progress = JSON.stringify({ ...plan, ...(done && { done }) });
    const input = {
      replay: { replayId, ...(to !== undefined && { handler: to }), keys: batch.map(({ key }) => key), progress },
    };
    return repetitionsIn(await invoke({ lambda, functionName, input }));
  }
}
