import type { TriggerFilters } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { Trigger } from '../triggers/trigger';
import { filtersOf, membersOf, triggerOf } from './trigger-filters';

/** How lax triggers that are data of installations may be at most. What is left out is what the triggers in code say of the same event, the strictest of them. */
export interface OfferOptions {
  /**
   * What becomes of pull requests, and of runs of GitHub Actions, that are of forks.
   * @default what its triggers in code say of the event; without one, `approve` for pull requests and `skip` for runs
   */
  readonly forks?: 'approve' | 'run' | 'skip';
  /**
   * False where they may let those start it that a bot opened or pushed.
   * @default what its triggers in code say of the event; without one, true
   */
  readonly ignoreBots?: boolean;
  /**
   * False where they may let what the App itself does start it.
   * @default what its triggers in code say of the event; without one, true
   */
  readonly ignoreOwn?: boolean;
}

/** A workflow of the deployment, as far as triggers that are data are concerned. */
export interface Offering {
  readonly name: string;
  readonly on: readonly Trigger[];
  /** Whether triggers that are data may name it, and how lax they may be. */
  readonly offered?: boolean | OfferOptions | undefined;
}

/** Whether triggers that are data may name it: those of the code alone do unless it says otherwise. */
export function isOffered({ offered = false }: Pick<Offering, 'offered'>): boolean {
  return offered !== false;
}

/** What is meant where one is named that is not. */
export const offeredOnly = 'a workflow that the deployment offers';

export interface TriggerToKeep {
  readonly filters: TriggerFilters;
  readonly repositoryId: number | undefined;
  readonly workflow: Offering;
}

/** The trigger that these filters are for a workflow: what is left out is as strict as that wants it. @throws Error that says what is wrong with them */
export function triggerFor({ filters, repositoryId, workflow }: TriggerToKeep): Trigger {
  const trigger = boundTrigger(triggerOf(filters, repositoryId), workflow);
  const bound = filtersOf(trigger);
  for (const name of ['forks', 'ignoreBots', 'ignoreOwn'] as const) {
    if (filters[name] === undefined || filters[name] === bound[name]) continue;
    throw new Error(
      `${name} cannot be ${filters[name]} for the workflow ${workflow.name}, whose code says ${bound[name]}: leave it out.`,
    );
  }
  return trigger;
}

type Laxity = Pick<Trigger, 'forks' | 'bots' | 'own'>;

const unsaid: Laxity = { forks: 'approve', bots: 'ignored', own: 'ignored' };
const byStrictness = ['run', 'approve', 'skip'] as const;

/** A trigger that is data, no laxer than the workflow lets it be. */
export function boundTrigger(trigger: Trigger, workflow: Offering): Trigger {
  const members = membersOf(trigger.event);
  const { forks, bots, own } = strictest([trigger, floorOf(trigger.event, workflow)]);
  return {
    ...trigger,
    // What GitHub Actions have run already waits for nobody.
    ...(members.includes('forks') && {
      forks: trigger.event === 'workflow_run' && forks === 'approve' ? 'skip' : forks,
    }),
    ...(members.includes('ignoreBots') && { bots }),
    ...(members.includes('ignoreOwn') && { own }),
  };
}

function floorOf(event: Trigger['event'], { on, offered }: Offering): Laxity {
  const { forks, ignoreBots, ignoreOwn } = typeof offered === 'object' ? offered : {};
  const same = on.filter((one) => one.event === event);
  const floor = strictest(same.length > 0 ? same : [unsaid]);
  return {
    forks: forks ?? floor.forks,
    bots: ignored(ignoreBots) ?? floor.bots,
    own: ignored(ignoreOwn) ?? floor.own,
  };
}

function ignored(isIgnored: boolean | undefined): Laxity['bots'] | undefined {
  if (isIgnored === undefined) return undefined;
  return isIgnored ? 'ignored' : 'run';
}

function strictest(all: readonly Laxity[]): Laxity {
  return {
    forks: byStrictness.findLast((word) => all.some(({ forks }) => forks === word)) ?? unsaid.forks,
    bots: all.some(({ bots }) => bots === 'ignored') ? 'ignored' : 'run',
    own: all.some(({ own }) => own === 'ignored') ? 'ignored' : 'run',
  };
}
