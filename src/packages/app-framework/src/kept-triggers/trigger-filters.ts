import type { TriggerFilters } from '@aws/app-framework-for-github-apps-on-aws-client';
import { schedule } from '../schedules/schedule';
import { repositoryDispatch } from '../triggers/dispatch';
import { parseGlob } from '../triggers/glob';
import { parseTrigger } from '../triggers/parse-trigger';
import { command, given, mergeGroup, patternMembers, pullRequest, push, type Trigger } from '../triggers/trigger';
import { workflowRun } from '../triggers/workflow-run';

type Member = Exclude<keyof TriggerFilters, 'event'>;
type Kind = TriggerFilters['event'];

const files = ['paths', 'whenUnknown', 'whenFiltered'] as const;
const whose = ['authors', 'ignoreBots', 'ignoreOwn', ...files] as const;

/** The filters of each kind: those that its function takes in code. */
const members: Readonly<Record<Kind, readonly Member[]>> = {
  pull_request: ['actions', 'branches', 'heads', 'labels', 'titles', 'drafts', 'forks', ...whose],
  push: ['branches', 'tags', ...whose],
  merge_group: ['branches', ...files],
  workflow_run: ['workflows', 'conclusions', 'branches', 'forks', 'authors', 'ignoreBots'],
  command: ['commands', 'authors'],
  repository_dispatch: ['types', 'authors', 'ignoreBots', 'ignoreOwn'],
  schedule: ['cron', 'rate', 'timezone'],
};

const made: Readonly<Record<Kind, (filters: object) => Trigger>> = {
  pull_request: pullRequest,
  push,
  merge_group: mergeGroup,
  workflow_run: workflowRun,
  command: saidCommand,
  repository_dispatch: repositoryDispatch,
  schedule,
};

function saidCommand({ commands = [], ...others }: Pick<TriggerFilters, 'commands' | 'authors'>): Trigger {
  const [first] = commands.map((name) => command(name, given(others)));
  if (!first) throw new Error('commands is missing: name one, such as deploy.');
  return { ...first, commands };
}

/** What a trigger of this kind may be told as data. */
export function membersOf(event: Kind): readonly Member[] {
  return members[event];
}

/** The trigger that these filters are in code, with the same defaults. @throws Error that says what is wrong with them */
export function triggerOf({ event, ...filters }: TriggerFilters, repositoryId?: number): Trigger {
  const options = given({ ...filters, repositories: repositoryId === undefined ? undefined : [repositoryId] });
  const odd = Object.keys(given(filters)).find((name) => !members[event].some((known) => known === name));
  if (odd !== undefined) throw new Error(`${odd} is no filter of ${event}, which has ${members[event].join(', ')}.`);
  if (event === 'workflow_run' && filters.forks === 'approve')
    throw new Error('forks cannot be approve for workflow_run: GitHub Actions have run already. Say run or skip.');
  const trigger = parseTrigger(made[event](options));
  for (const pattern of patternMembers.flatMap((member) => trigger[member] ?? [])) refuseCostly(pattern);
  return trigger;
}

const mostRepetitions = 10;

/** In code anything goes; here strangers choose, and many triggers are looked at for each event. */
function refuseCostly(pattern: string): void {
  if (parseGlob(pattern).repetitions <= mostRepetitions) return;
  throw new Error(
    `the pattern ${JSON.stringify(pattern)} has more than ${mostRepetitions} of *, ? and +: say it with fewer, or with several patterns.`,
  );
}

/** The filters that make this trigger, defaults among them. */
export function filtersOf(trigger: Trigger): TriggerFilters {
  const { event, bots, own, ...lists } = trigger;
  const all: Readonly<Record<string, unknown>> = {
    ...lists,
    types: lists.actions,
    ignoreBots: bots === 'ignored',
    ignoreOwn: own === 'ignored',
  };
  const known = members[event].map((name) => [name, all[name]] as const);
  return { event, ...given(Object.fromEntries(known)) };
}
