import { cutBytes } from '../lambda/cut-text';
import type { ChangedFiles } from './changed-files';
import { isMeant, type Meter, parseGlob } from './glob';
import type { Trigger } from './trigger';
import type { TriggerSubject } from './trigger-subject';

/** Whether an event starts what a trigger is of, or which filter refused it on what value, and which ones it means. */
export type Decision =
  | Match
  | Refusal
  /** All but the changed files let it through. */
  | { readonly kind: 'files wanted' };

export interface Match {
  readonly kind: 'matched';
  /** There where it matches though nobody can tell which files changed, and why not. */
  readonly unknown?: string;
  /** There where it is of a fork, and waits until somebody approves its commit. */
  readonly awaits?: 'approval';
}

export interface Refusal {
  readonly kind: 'refused';
  readonly by: Filter;
  readonly value: string;
  readonly meant: string;
  /** What becomes of the check for it, where no trigger matches. */
  readonly concluded?: 'skipped';
}

export type Filter =
  /** It can serve no event: what it starts is not there, or nobody can read it. */
  | 'trigger'
  /** The App has lost it. */
  | 'installation'
  /** Events of it are held back. */
  | 'account'
  | 'event'
  | 'repository'
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
  | 'workflows'
  | 'commands'
  | 'conclusions'
  | 'time'
  | 'drafts'
  | 'forks'
  | 'paths';

/** With a meter, it decides as far as that lasts, and refuses then. */
export type CompiledTrigger = (subject: TriggerSubject, files?: ChangedFiles, meter?: Meter) => Decision;

/** Which filter refuses a subject on what; absent where none does. */
type Refuse = (subject: TriggerSubject, meter?: Meter) => Refusal | undefined;

/** Reads a trigger once, for all the events that it is asked about. */
export function compileTrigger(trigger: Trigger): CompiledTrigger {
  const refusals = refusalsOf(trigger);
  const byFiles = pathFilter(trigger);
  return (subject, files, meter) => {
    for (const refuse of refusals) {
      const refusal = refuse(subject, meter);
      if (isUsedUp(meter)) return tooCostly;
      if (refusal) return withConclusion(refusal, trigger, subject);
    }
    if (byFiles && !files) return { kind: 'files wanted' };
    const decision = byFiles && files ? byFiles(files, meter) : ({ kind: 'matched' } as const);
    if (isUsedUp(meter)) return tooCostly;
    if (decision.kind === 'refused') return withConclusion(decision, trigger, subject);
    return trigger.forks === 'approve' && subject.isFork ? { ...decision, awaits: 'approval' } : decision;
  };
}

/** What is none of the trigger's business has no check of it. */
const elsewhere: readonly Filter[] = ['event', 'repository', 'action', 'commands', 'commit'];

/** The author of a fork chooses its title and the name of its branch: nothing of it is let through unchecked. */
function withConclusion(refusal: Refusal, { whenFiltered }: Trigger, { isFork }: TriggerSubject): Refusal {
  if (whenFiltered !== 'skipped' || isFork || elsewhere.includes(refusal.by)) return refusal;
  return { ...refusal, concluded: 'skipped' };
}

function pathFilter({
  paths,
  whenUnknown,
}: Trigger): ((files: ChangedFiles, meter?: Meter) => Match | Refusal) | undefined {
  const globs = paths?.map(parseGlob);
  const meant = paths?.join(', ');
  return (
    globs &&
    ((files, meter) => {
      if (files.kind === 'unknown')
        return whenUnknown === 'skip'
          ? refused('paths', `unknown: ${files.reason}`, meant)
          : { kind: 'matched', unknown: files.reason };
      if (files.paths.some((path) => isMeant(globs, path, meter))) return { kind: 'matched' };
      return refused('paths', files.paths.slice(0, mostPaths).join(', ') || undefined, meant);
    })
  );
}

/** The cheap and the telling ones first: the first that refuses is what is told. */
function refusalsOf(trigger: Trigger): Refuse[] {
  const { event, repositories, actions, heads, titles, drafts } = trigger;
  const refusals: (Refuse | false | undefined)[] = [
    (subject) => (subject.event === event ? undefined : refused('event', subject.event, event)),
    repositories && repositoryFilter(repositories),
    actions && actionFilter(actions),
    ({ sha, headOf }) =>
      sha === undefined && headOf === undefined ? refused('commit', 'none', 'a commit') : undefined,
    trigger.own === 'ignored' && (({ isOwn }) => (isOwn ? refused('own', 'this App', 'others') : undefined)),
    refFilter(trigger),
    heads && patternFilter('heads', heads, ({ head }) => head),
    trigger.bots === 'ignored' &&
      (({ author }) => (author?.isBot ? refused('bots', author.login, 'people') : undefined)),
    wordFilter('authors', trigger.authors, ({ author }) => given(author?.login)),
    wordFilter('labels', trigger.labels, ({ labels }) => labels),
    wordFilter('commands', trigger.commands, ({ command }) => given(command)),
    wordFilter('workflows', trigger.workflows, ({ workflow }) => given(workflow)),
    wordFilter('conclusions', trigger.conclusions, ({ conclusion }) => given(conclusion)),
    titles && patternFilter('titles', titles, ({ title }) => title),
    drafts === 'skip' && (({ isDraft }) => (isDraft ? refused('drafts', 'a draft', 'what is none') : undefined)),
    drafts === 'only' && (({ isDraft }) => (isDraft ? undefined : refused('drafts', 'no draft', 'drafts'))),
    trigger.forks === 'skip' &&
      (({ isFork, ref }) => (isFork ? refused('forks', ref, 'branches of the repository itself') : undefined)),
  ];
  return refusals.filter((one) => typeof one === 'function');
}

function repositoryFilter(ids: readonly number[]): Refuse {
  const meant = ids.join(', ');
  return ({ repository }) =>
    repository !== undefined && ids.includes(repository)
      ? undefined
      : refused('repository', repository === undefined ? undefined : String(repository), meant);
}

/** A pull request with another base is as good as one with a new head. */
function actionFilter(actions: readonly string[]): Refuse {
  const meant = actions.join(', ');
  return ({ action, hasNewBase }) => {
    if (actions.includes(action ?? '') || (hasNewBase && actions.includes('synchronize'))) return undefined;
    return refused('action', action, meant);
  };
}

function refFilter({ branches, tags }: Trigger): Refuse | undefined {
  const [ofBranches, ofTags] = [branches?.map(parseGlob), tags?.map(parseGlob)];
  if (!ofBranches && !ofTags) return undefined;
  const [meantBranches, meantTags] = [branches, tags].map((patterns) => patterns?.join(', ') ?? 'none');
  return ({ branch, tag }, meter) => {
    if (tag !== undefined) return ofTags && isMeant(ofTags, tag, meter) ? undefined : refused('tags', tag, meantTags);
    return ofBranches && isMeant(ofBranches, branch ?? '', meter)
      ? undefined
      : refused('branches', branch, meantBranches);
  };
}

function patternFilter(
  by: Filter,
  patterns: readonly string[],
  textOf: (subject: TriggerSubject) => string | undefined,
): Refuse {
  const globs = patterns.map(parseGlob);
  const meant = patterns.join(', ');
  return (subject, meter) => {
    const text = textOf(subject);
    return text !== undefined && isMeant(globs, text, meter) ? undefined : refused(by, text, meant);
  };
}

/** GitHub's logins and labels are the same in any case. */
function wordFilter(
  by: Filter,
  words: readonly string[] | undefined,
  present: (subject: TriggerSubject) => readonly string[],
): Refuse | undefined {
  const known = words && new Set(words.map((word) => word.toLowerCase()));
  const meant = words?.join(', ');
  return (
    known &&
    ((subject) => {
      const found = present(subject);
      if (found.some((word) => known.has(word.toLowerCase()))) return undefined;
      return refused(by, found.join(', ') || undefined, meant);
    })
  );
}

function given(word: string | undefined): string[] {
  return word === undefined ? [] : [word];
}

function isUsedUp(meter: Meter | undefined): boolean {
  return meter !== undefined && meter.left < 0;
}

const longestValueBytes = 200;
const mostPaths = 5;

/** Strangers choose the value: it is told in part. */
export function refused(by: Filter, value = 'none', meant = 'none'): Refusal {
  return { kind: 'refused', by, value: cutBytes(value, longestValueBytes), meant: cutBytes(meant, longestValueBytes) };
}

/** Nothing may begin where the App is no more. */
export function lostInstallation(reason: string): Refusal {
  return refused('installation', reason, 'one that the App is on');
}

const tooCostly = refused('trigger', 'too costly', 'patterns that are looked at within what an event may take');
