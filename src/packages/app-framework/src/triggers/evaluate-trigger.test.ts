import { compileTrigger } from './evaluate-trigger';
import { pullRequest, push, type Trigger } from './trigger';
import { triggerSubject } from './trigger-subject';

const pull = (change: { action?: string; base?: string; head?: object; user?: object } = {}) =>
  triggerSubject('pull_request', {
    action: change.action ?? 'opened',
    repository: { id: 1 },
    pull_request: {
      number: 5,
      head: { sha: 'a'.repeat(40), ref: 'work', repo: { id: 1 }, ...change.head },
      base: { ref: change.base ?? 'main' },
      user: change.user ?? { login: 'octocat', type: 'User' },
    },
  });
const pushed = (ref: string, more: object = {}) =>
  triggerSubject('push', { ref, after: 'b'.repeat(40), deleted: false, sender: { login: 'octocat' }, ...more });
const decided = (trigger: Trigger, subject: ReturnType<typeof triggerSubject>) => compileTrigger(trigger)(subject);
const matched = { kind: 'matched' };

describe('compileTrigger', () => {
  it.each<[string, Trigger, ReturnType<typeof triggerSubject>]>([
    ['a pull request that is opened', pullRequest(), pull()],
    ['a new head', pullRequest(), pull({ action: 'synchronize' })],
    ['an action that is named', pullRequest({ actions: ['labeled'] }), pull({ action: 'labeled' })],
    ['a branch that is meant', pullRequest({ branches: ['release/**'] }), pull({ base: 'release/1/2' })],
    ['a bot that is let', pullRequest({ ignoreBots: false }), pull({ user: { login: 'b[bot]', type: 'Bot' } })],
    ['a fork that is let', pullRequest({ forks: 'run' }), pull({ head: { repo: { id: 2 } } })],
    ['a push of a branch', push(), pushed('refs/heads/main')],
    ['a push of a tag', push(), pushed('refs/tags/v1')],
    ['a tag that is meant', push({ branches: ['main'], tags: ['v*'] }), pushed('refs/tags/v1')],
  ])('is matched by %s', (_what, trigger, subject) => {
    expect(decided(trigger, subject)).toEqual(matched);
  });

  it.each<[string, Trigger, ReturnType<typeof triggerSubject>, string, string]>([
    ['another event', push(), pull(), 'event', 'pull_request'],
    ['an event that it never gets', push(), triggerSubject('issues', {}), 'event', 'issues'],
    ['another action', pullRequest(), pull({ action: 'closed' }), 'action', 'closed'],
    ['another branch', pullRequest({ branches: ['main'] }), pull({ base: 'old' }), 'branches', 'old'],
    [
      'a branch that is taken away',
      push({ branches: ['**', '!old/**'] }),
      pushed('refs/heads/old/1'),
      'branches',
      'old/1',
    ],
    ['another tag', push({ tags: ['v*'] }), pushed('refs/tags/x'), 'tags', 'x'],
    ['a tag where branches are named', push({ branches: ['**'] }), pushed('refs/tags/v1'), 'tags', 'v1'],
    ['a branch where tags are named', push({ tags: ['**'] }), pushed('refs/heads/main'), 'branches', 'main'],
    ['a bot', pullRequest(), pull({ user: { login: 'b[bot]', type: 'Bot' } }), 'bots', 'b[bot]'],
    ['a fork', pullRequest(), pull({ head: { repo: { id: 2 } } }), 'forks', 'refs/heads/work'],
    ['a fork that is gone', pullRequest(), pull({ head: { repo: null } }), 'forks', 'refs/heads/work'],
    ['a branch that is deleted', push(), pushed('refs/heads/main', { deleted: true }), 'commit', 'deleted'],
  ])('refuses %s, and says by what', (_what, trigger, subject, by, value) => {
    expect(decided(trigger, subject)).toEqual({ kind: 'refused', by, value });
  });

  it('looks at who opened a pull request, and not at who pushed to it', () => {
    expect(pull({ user: { login: 'octocat', type: 'User' } }).author).toEqual({ login: 'octocat', isBot: false });
  });
});

describe('pullRequest and push', () => {
  it('refuse what would never match', () => {
    expect(() => pullRequest({ actions: [] })).toThrow('names no actions');
    expect(() => push({ branches: ['!old'] })).toThrow('branches holds no pattern without !');
    expect(() => push({ tags: ['['] })).toThrow('The pattern "[" has a [ that nothing closes');
  });
});
