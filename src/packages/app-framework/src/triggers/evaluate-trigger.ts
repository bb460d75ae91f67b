import type { ChangedFiles } from './changed-files';
import { isMeant, parseGlob } from './glob';
import type { Trigger } from './trigger';
import type { TriggerSubject } from './trigger-subject';

/** Whether an event starts what a trigger is of, or which filter refused it on what value. */
export type Decision =
  /** With `unknown` it matches though nobody can tell which files changed, and says why not. */
  | { readonly kind: 'matched'; readonly unknown?: string }
  | { readonly kind: 'refused'; readonly by: Filter; readonly value: string }
  /** All but the changed files let it through. */
  | { readonly kind: 'files wanted' };

export type Filter =
  | 'event'
  | 'action'
  | 'commit'
  | 'branches'
  | 'heads'
  | 'tags'
  | 'own'
  | 'bots'
  | 'authors'
  | 'labels'
  | 'titles'
  | 'drafts'
  | 'forks'
  | 'paths';

export type CompiledTrigger = (subject: TriggerSubject, files?: ChangedFiles) => Decision;

/** Which filter refuses a subject on what; absent where none does. */
type Refuse = (subject: TriggerSubject) => Decision | undefined;

/** Reads a trigger once, for all the events that it is asked about. */
export function compileTrigger(trigger: Trigger): CompiledTrigger {
  const refusals = refusalsOf(trigger);
  const byFiles = pathFilter(trigger);
  return (subject, files) => {
    for (const refuse of refusals) {
      const decision = refuse(subject);
      if (decision) return decision;
    }
    if (!byFiles) return { kind: 'matched' };
    return files ? byFiles(files) : { kind: 'files wanted' };
  };
}

function pathFilter({ paths, whenUnknown }: Trigger): ((files: ChangedFiles) => Decision) | undefined {
  const globs = paths?.map(parseGlob);
  return (
    globs &&
    ((files) => {
      if (files.kind === 'unknown')
        return whenUnknown === 'skip'
          ? refused('paths', `unknown: ${files.reason}`)
          : { kind: 'matched', unknown: files.reason };
      if (files.paths.some((path) => isMeant(globs, path))) return { kind: 'matched' };
      return refused('paths', files.paths.slice(0, mostPaths).join(', ') || undefined);
    })
  );
}

/** The cheap and the telling ones first: the first that refuses is what is told. */
function refusalsOf(trigger: Trigger): Refuse[] {
  const { event, actions, heads, titles, drafts } = trigger;
  const refusals: (Refuse | false | undefined)[] = [
    (subject) => (subject.event === event ? undefined : refused('event', subject.event)),
    actions && ((subject) => (isAction(actions, subject) ? undefined : refused('action', subject.action))),
    ({ sha }) => (sha === undefined ? refused('commit', 'deleted') : undefined),
    trigger.own === 'ignored' && (({ isOwn }) => (isOwn ? refused('own', 'this App') : undefined)),
    refFilter(trigger),
    heads && patternFilter('heads', heads, ({ head }) => head),
    trigger.bots === 'ignored' && (({ author }) => (author?.isBot ? refused('bots', author.login) : undefined)),
    wordFilter('authors', trigger.authors, ({ author }) => (author?.login === undefined ? [] : [author.login])),
    wordFilter('labels', trigger.labels, ({ labels }) => labels),
    titles && patternFilter('titles', titles, ({ title }) => title),
    drafts === 'skip' && (({ isDraft }) => (isDraft ? refused('drafts', 'draft') : undefined)),
    drafts === 'only' && (({ isDraft }) => (isDraft ? undefined : refused('drafts', 'ready'))),
    trigger.forks === 'skip' && (({ isFork, ref }) => (isFork ? refused('forks', ref) : undefined)),
  ];
  return refusals.filter((one) => typeof one === 'function');
}

function isAction(actions: readonly string[], { action, hasNewBase }: TriggerSubject): boolean {
  return actions.includes(action ?? '') || (hasNewBase && actions.includes('synchronize'));
}

function refFilter({ branches, tags }: Trigger): Refuse | undefined {
  const [ofBranches, ofTags] = [branches?.map(parseGlob), tags?.map(parseGlob)];
  if (!ofBranches && !ofTags) return undefined;
  return ({ branch, tag }) => {
    if (tag !== undefined) return ofTags && isMeant(ofTags, tag) ? undefined : refused('tags', tag);
    return ofBranches && isMeant(ofBranches, branch ?? '') ? undefined : refused('branches', branch);
  };
}

function patternFilter(
  by: Filter,
  patterns: readonly string[],
  textOf: (subject: TriggerSubject) => string | undefined,
): Refuse {
  const globs = patterns.map(parseGlob);
  return (subject) => {
    const text = textOf(subject);
    return text !== undefined && isMeant(globs, text) ? undefined : refused(by, text);
  };
}

/** GitHub's logins and labels are the same in any case. */
function wordFilter(
  by: Filter,
  words: readonly string[] | undefined,
  present: (subject: TriggerSubject) => readonly string[],
): Refuse | undefined {
  const meant = words && new Set(words.map((word) => word.toLowerCase()));
  return (
    meant &&
    ((subject) => {
      const found = present(subject);
      return found.some((word) => meant.has(word.toLowerCase()))
        ? undefined
        : refused(by, found.join(', ') || undefined);
    })
  );
}

const longestValue = 200;
const mostPaths = 5;

/** Strangers choose the value: it is told in part. */
function refused(by: Filter, value = 'none'): Decision {
  return { kind: 'refused', by, value: value.slice(0, longestValue) };
}
