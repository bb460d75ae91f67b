import { checkedTrigger, given, type Trigger } from './trigger';

const ofFiles = ['paths', 'whenUnknown', 'whenFiltered'] as const;
/** What triggers of each event have besides what all have. */
const members: Readonly<Record<Trigger['event'], readonly (keyof Trigger)[]>> = {
  pull_request: ['actions', 'branches', 'heads', 'authors', 'labels', 'titles', 'drafts', ...ofFiles],
  push: ['branches', 'tags', 'authors', ...ofFiles],
  merge_group: ['actions', 'branches', ...ofFiles],
  workflow_run: ['actions', 'branches', 'authors', 'workflows', 'conclusions'],
  command: ['commands', 'authors'],
  repository_dispatch: ['actions', 'authors'],
  schedule: ['cron', 'rate', 'timezone'],
};
const membersOfAll: readonly (keyof Trigger)[] = ['event', 'repositories', 'bots', 'own', 'forks'];

const mostEntries = 100;
const longestEntry = 255;

/**
 * A trigger that was kept as data, as strictly as if it were declared in code.
 * @throws Error that says what is wrong with it
 */
export function parseTrigger(value: unknown): Trigger {
  const read = new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : []);
  const one = <const Word extends string>(name: keyof Trigger, words: readonly Word[]): Word | undefined => {
    const found = read.get(name);
    if (found === undefined) return undefined;
    return words.find((word) => word === found) ?? refuse(`${name} is not ${words.join(', ')}`);
  };
  const list = (name: keyof Trigger): string[] | undefined => {
    const found = read.get(name);
    return found === undefined || isTexts(found)
      ? found
      : refuse(`${name} is no list of at most ${mostEntries} texts of at most ${longestEntry} characters`);
  };
  const text = (name: keyof Trigger): string | undefined => {
    const found = read.get(name);
    if (found === undefined) return undefined;
    if (typeof found === 'string' && found.length <= longestEntry) return found;
    return refuse(`${name} is no text of at most ${longestEntry} characters`);
  };
  const ids = (name: keyof Trigger): number[] | undefined => {
    const found = read.get(name);
    return found === undefined || areIds(found) ? found : refuse(`${name} is no list of at most ${mostEntries} ids`);
  };
  const event =
    one('event', [
      'pull_request',
      'push',
      'merge_group',
      'workflow_run',
      'command',
      'repository_dispatch',
      'schedule',
    ]) ?? refuse('event is missing');
  const known = [...membersOfAll, ...members[event]];
  const odd = [...read.keys()].find((name) => !known.some((each) => each === name));
  if (odd !== undefined) refuse(`${odd.slice(0, longestEntry)} is no member of a trigger of ${event}`);
  const ignored = ['ignored', 'run'] as const;
  return checkedTrigger({
    event,
    ...given({
      repositories: ids('repositories'),
      actions: list('actions'),
      branches: list('branches'),
      heads: list('heads'),
      tags: list('tags'),
      authors: list('authors'),
      labels: list('labels'),
      titles: list('titles'),
      workflows: list('workflows'),
      commands: list('commands'),
      conclusions: list('conclusions'),
      paths: list('paths'),
      drafts: one('drafts', ['run', 'skip', 'only']),
      whenUnknown: one('whenUnknown', ['run', 'skip']),
      whenFiltered: one('whenFiltered', ['nothing', 'skipped']),
      cron: text('cron'),
      rate: text('rate'),
      timezone: text('timezone'),
    }),
    bots: one('bots', ignored) ?? refuse('bots is missing'),
    own: one('own', ignored) ?? refuse('own is missing'),
    forks: one('forks', ['approve', 'run', 'skip']) ?? refuse('forks is missing'),
  });
}

function isTexts(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length > mostEntries) return false;
  return value.every((text) => typeof text === 'string' && text.length <= longestEntry);
}

function areIds(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length > mostEntries) return false;
  return value.every((id) => Number.isSafeInteger(id) && id > 0);
}

function refuse(fault: string): never {
  throw new Error(`A trigger cannot be used: ${fault}.`);
}
