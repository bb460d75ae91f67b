import fc from 'fast-check';
import type { ChangedFiles } from './changed-files';
import { compileTrigger } from './evaluate-trigger';
import { type PullRequestOptions, pullRequest } from './trigger';
import { triggerSubject } from './trigger-subject';

const names = ['main', 'release/1', 'docs/a.md', 'src/b.ts', 'x'] as const;
const patterns = ['main', 'release/**', '*', '**', '!main', '!docs/**', 'docs/*.md', '**/*.ts'] as const;
const words = ['Ready', 'ready', 'big', 'octocat', 'OCTOCAT', 'hubot'] as const;

const listOf = <One>(from: readonly One[], maxLength = 3) =>
  fc.uniqueArray(fc.constantFrom(...from), { minLength: 1, maxLength });
const globs = listOf(patterns).filter((list) => list.some((one) => !one.startsWith('!')));
const options = fc.record(
  {
    actions: listOf(['opened', 'synchronize', 'edited', 'labeled']),
    branches: globs,
    heads: globs,
    titles: globs,
    paths: globs,
    authors: listOf(words),
    labels: listOf(words),
    drafts: fc.constantFrom('run', 'skip', 'only'),
    forks: fc.constantFrom('approve', 'run', 'skip'),
    whenUnknown: fc.constantFrom('run', 'skip'),
    ignoreBots: fc.boolean(),
    ignoreOwn: fc.boolean(),
  },
  { requiredKeys: [] },
);
const happened = fc.record({
  action: fc.constantFrom('opened', 'synchronize', 'edited', 'labeled', 'closed'),
  isNewBase: fc.boolean(),
  base: fc.constantFrom(...names),
  head: fc.constantFrom(...names),
  title: fc.constantFrom(...names),
  author: fc.constantFrom(...words),
  isBot: fc.boolean(),
  labels: fc.uniqueArray(fc.constantFrom(...words), { maxLength: 2 }),
  label: fc.constantFrom(...words),
  isDraft: fc.boolean(),
  isFork: fc.boolean(),
  isOwn: fc.boolean(),
  files: fc.option(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 }), { nil: undefined }),
});
type Happened = typeof happened extends fc.Arbitrary<infer One> ? One : never;

describe('compileTrigger', () => {
  it('decides as a reader of its options would, filter by filter', () => {
    fc.assert(
      fc.property(options, happened, (given, event) => {
        const decision = compileTrigger(pullRequest(given))(subjectOf(event), filesOf(event));
        expect([given, event, decision.kind === 'matched']).toEqual([given, event, isMeantBy(given, event)]);
      }),
      { numRuns: 5_000 },
    );
  });
});

function subjectOf(event: Happened) {
  const payload = {
    action: event.action,
    repository: { id: 1 },
    ...(event.isNewBase && { changes: { base: { ref: { from: 'old' } } } }),
    label: { name: event.label },
    pull_request: {
      number: 1,
      title: event.title,
      draft: event.isDraft,
      labels: event.labels.map((name) => ({ name })),
      user: { login: event.author, type: event.isBot ? 'Bot' : 'User' },
      head: { sha: 'a', ref: event.head, repo: { id: event.isFork ? 2 : 1 } },
      base: { ref: event.base },
    },
  };
  return triggerSubject({ event: 'pull_request', payload, own: event.isOwn });
}

function filesOf({ files }: Happened): ChangedFiles {
  return files ? { kind: 'known', paths: files } : { kind: 'unknown', reason: 'because' };
}

/** Each rule once more, in the plainest words. */
function isMeantBy(given: PullRequestOptions, event: Happened): boolean {
  const { actions = ['opened', 'synchronize', 'reopened'], drafts = 'run', forks = 'approve' } = given;
  const isMoved = event.action === 'edited' && event.isNewBase && actions.includes('synchronize');
  if (!actions.includes(event.action) && !isMoved) return false;
  if (event.isOwn && given.ignoreOwn !== false) return false;
  if (event.isBot && given.ignoreBots !== false) return false;
  if (event.isFork && forks === 'skip') return false;
  if (event.isDraft && drafts === 'skip') return false;
  if (!event.isDraft && drafts === 'only') return false;
  if (given.branches && !isNamed(given.branches, event.base)) return false;
  if (given.heads && !isNamed(given.heads, event.head)) return false;
  if (given.titles && !isNamed(given.titles, event.title)) return false;
  if (given.authors && !isOneOf(given.authors, [event.author])) return false;
  const labels = event.action === 'labeled' ? [event.label] : event.labels;
  if (given.labels && !isOneOf(given.labels, labels)) return false;
  const { paths } = given;
  if (!paths) return true;
  if (!event.files) return given.whenUnknown !== 'skip';
  return event.files.some((file) => isNamed(paths, file));
}

function isOneOf(words: readonly string[], present: readonly string[]): boolean {
  return present.some((one) => words.some((word) => word.toLowerCase() === one.toLowerCase()));
}

const texts: Readonly<Record<string, RegExp>> = {
  main: /^main$/,
  'release/**': /^release\/.*$/,
  '*': /^[^/]*$/,
  '**': /^.*$/,
  'docs/**': /^docs\/.*$/,
  'docs/*.md': /^docs\/[^/]*\.md$/,
  '**/*.ts': /^(.*\/)?[^/]*\.ts$/,
};

function isNamed(list: readonly string[], text: string): boolean {
  let isNow = false;
  for (const pattern of list) {
    const isAway = pattern.startsWith('!');
    if (texts[isAway ? pattern.slice(1) : pattern]?.test(text)) isNow = !isAway;
  }
  return isNow;
}
