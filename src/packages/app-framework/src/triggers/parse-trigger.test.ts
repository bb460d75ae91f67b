import fc from 'fast-check';
import { compileTrigger } from './evaluate-trigger';
import { parseTrigger } from './parse-trigger';
import { command, mergeGroup, pullRequest, push, type Trigger } from './trigger';
import { triggerSubject } from './trigger-subject';
import { workflowRun } from './workflow-run';

const declared: readonly Trigger[] = [
  push(),
  push({ branches: ['main'], tags: ['v*'], authors: ['octocat'], ignoreOwn: false }),
  pullRequest({ heads: ['**', '!old'], labels: ['go'], titles: ['**'], drafts: 'only', forks: 'run' }),
  pullRequest({ paths: ['src/**'], whenUnknown: 'skip', ignoreBots: false }),
  pullRequest({ paths: ['src/**'], whenFiltered: 'skipped' }),
  command('deploy', { authors: ['octocat'], repositories: [5] }),
  mergeGroup({ branches: ['main'], repositories: [1, 9_007_199_254_740_991] }),
  workflowRun({ workflows: ['Build'], repositories: [5] }),
];
const plain = push();

describe('parseTrigger', () => {
  it.each(declared)('reads what was declared as it was, written down in between: %j', (trigger) => {
    expect(parseTrigger(JSON.parse(JSON.stringify(trigger)))).toEqual(trigger);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'event is missing'],
    ['another event', { ...plain, event: 'issues' }, 'event is not pull_request, push'],
    ['a member of another event', { ...plain, labels: ['a'] }, 'labels is no member of a trigger of push'],
    ['the author of a merge group', { ...mergeGroup(), authors: ['a'] }, 'authors is no member'],
    ['paths of what names no files', { ...workflowRun(), paths: ['src/**'] }, 'paths is no member'],
    ['a check that is skipped for that', { ...workflowRun(), whenFiltered: 'skipped' }, 'whenFiltered is no member'],
    ['a branch of a command', { ...command('deploy'), branches: ['a'] }, 'branches is no member'],
    ['an unknown member', { ...plain, path: ['a'] }, 'path is no member'],
    ['one that every object has', JSON.parse('{"__proto__":{"event":"push"}}'), 'event is missing'],
    ['no list', { ...plain, branches: 'main' }, 'branches is no list'],
    ['a list of something else', { ...plain, branches: [1] }, 'branches is no list'],
    ['a long list', { ...plain, branches: Array(101).fill('a') }, 'at most 100 texts'],
    ['a long text', { ...plain, authors: ['a'.repeat(256)] }, 'at most 255 characters'],
    ['a repository by its name', { ...plain, repositories: ['web'] }, 'repositories is no list of at most 100 ids'],
    ['an id that is none', { ...plain, repositories: [0] }, 'repositories is no list'],
    ['too many repositories', { ...plain, repositories: Array(101).fill(1) }, 'at most 100 ids'],
    ['no repository', { ...plain, repositories: [] }, 'repositories of a trigger is empty'],
    ['another word', { ...plain, bots: 'all' }, 'bots is not ignored, run'],
    ['no word of those that all have', { ...plain, forks: undefined }, 'forks is missing'],
    ['no pattern', { ...plain, branches: ['['] }, 'has a [ that nothing closes'],
    [
      'a check that passes though nobody knows the files',
      { ...plain, paths: ['src/**'], whenUnknown: 'skip', whenFiltered: 'skipped' },
      'a check pass whose files nobody knows',
    ],
    ['an empty list', { ...plain, authors: [] }, 'authors of a trigger is empty'],
  ])('refuses %s', (_what, value, reason) => {
    expect(() => parseTrigger(value)).toThrow(reason);
  });

  it('reads or refuses whatever comes, in words of bounded length, and what it reads can be asked', () => {
    const names = [
      'event',
      'actions',
      'branches',
      'tags',
      'paths',
      'authors',
      'bots',
      'own',
      'forks',
      'x'.repeat(5_000),
    ];
    const text = fc.oneof(fc.constantFrom('main', '!a', '[', 'a?'), fc.string({ maxLength: 300 }));
    const member = fc.oneof(
      fc.constantFrom('push', 'run', 'ignored'),
      fc.array(text, { maxLength: 4 }),
      fc.jsonValue(),
    );
    const value = fc.oneof(
      fc.dictionary(fc.constantFrom(...names), member),
      fc
        .record({ branches: fc.array(text), paths: fc.array(text) }, { requiredKeys: [] })
        .map((some) => ({ ...plain, ...some })),
      fc.jsonValue(),
    );
    const payload = { ref: 'refs/heads/main', after: 'a' };
    const subject = triggerSubject({ event: 'push', payload, own: false });
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(value, (given) => {
        const said = attempt(() => compileTrigger(parseTrigger(given))(subject, { kind: 'known', paths: ['a'] }).kind);
        expect(said.length).toBeLessThan(700);
        outcomes.add(said);
      }),
      { numRuns: 3_000 },
    );
    expect(outcomes).toContain('matched');
  });
});

function attempt(work: () => string): string {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && error.constructor === Error) return error.message;
    throw error;
  }
}
