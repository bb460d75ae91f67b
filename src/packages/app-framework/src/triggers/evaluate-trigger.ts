import { isMeant, parseGlob } from './glob';
import type { Trigger } from './trigger';
import type { TriggerSubject } from './trigger-subject';

/** Whether an event starts what a trigger is of, or which filter refused it on what value. */
export type Decision =
  | { readonly kind: 'matched' }
  | { readonly kind: 'refused'; readonly by: Filter; readonly value: string };

export type Filter = 'event' | 'action' | 'commit' | 'branches' | 'tags' | 'bots' | 'forks';

type Evaluate = (subject: TriggerSubject) => Decision;

/** Reads a trigger once, for all the events that it is asked about. */
export function compileTrigger(trigger: Trigger): Evaluate {
  const { event, actions, bots, forks } = trigger;
  const named = refFilter(trigger);
  return (subject) => {
    if (subject.event !== event) return refused('event', subject.event);
    if (actions && !actions.includes(subject.action ?? '')) return refused('action', subject.action);
    if (subject.sha === undefined) return refused('commit', 'deleted');
    const byName = named(subject);
    if (byName) return byName;
    if (bots === 'ignored' && subject.author?.isBot) return refused('bots', subject.author.login);
    if (forks === 'skip' && subject.isFork) return refused('forks', subject.ref);
    return { kind: 'matched' };
  };
}

function refFilter({ branches, tags }: Trigger): (subject: TriggerSubject) => Decision | undefined {
  const [ofBranches, ofTags] = [branches?.map(parseGlob), tags?.map(parseGlob)];
  return ({ branch, tag }) => {
    if (!ofBranches && !ofTags) return undefined;
    if (tag !== undefined) return ofTags && isMeant(ofTags, tag) ? undefined : refused('tags', tag);
    return ofBranches && isMeant(ofBranches, branch ?? '') ? undefined : refused('branches', branch);
  };
}

function refused(by: Filter, value = 'none'): Decision {
  return { kind: 'refused', by, value };
}
