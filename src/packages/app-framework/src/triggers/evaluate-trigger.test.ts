import { compileTrigger } from './evaluate-trigger';
import { command, mergeGroup, pullRequest, push, type Trigger } from './trigger';
import { triggerSubject } from './trigger-subject';
import { workflowRun } from './workflow-run';

interface Change {
  readonly action?: string;
  readonly base?: string;
  readonly head?: object;
  readonly user?: object;
  readonly pull?: object;
  readonly more?: object;
  readonly own?: boolean;
}

const pull = ({ action = 'opened', base = 'main', head, user, pull, more, own = false }: Change = {}) => {
  const payload = {
    action,
    repository: { id: 1 },
    pull_request: {
      number: 5,
      title: 'docs: more of them',
      draft: false,
      labels: [{ name: 'Ready' }, { name: 'big' }],
      head: { sha: 'a'.repeat(40), ref: 'work', repo: { id: 1 }, ...head },
      base: { ref: base },
      user: user ?? { login: 'octocat', type: 'User' },
      ...pull,
    },
    ...more,
  };
  return triggerSubject({ event: 'pull_request', payload, own });
};
const pushed = (ref: string, more: object = {}, own = false) => {
  const payload = { ref, after: 'b'.repeat(40), deleted: false, sender: { login: 'octocat' }, ...more };
  return triggerSubject({ event: 'push', payload, own });
};
const labeled = (action: string, name: string) => pull({ action, more: { label: { name } } });
const grouped = (action = 'checks_requested') => {
  const merge_group = {
    head_sha: 'c'.repeat(40),
    head_ref: 'refs/heads/gh-readonly-queue/main/pr-5',
    base_ref: 'refs/heads/main',
  };
  const sender = { login: 'github-merge-queue[bot]', type: 'Bot' };
  return triggerSubject({ event: 'merge_group', payload: { action, merge_group, sender }, own: true });
};
const ran = (change: object = {}, action = 'completed') => {
  const workflow_run = {
    name: 'Build',
    head_sha: 'd'.repeat(40),
    head_branch: 'main',
    conclusion: 'success',
    actor: { login: 'octocat', type: 'User' },
    head_repository: { id: 1 },
    ...change,
  };
  return triggerSubject({
    event: 'workflow_run',
    payload: { action, repository: { id: 1 }, workflow_run },
    own: false,
  });
};
const said = (change: object = {}) => {
  const payload = {
    command: 'deploy',
    sha: 'e'.repeat(40),
    sender: { login: 'octocat' },
    repository: { id: 1 },
    ...change,
  };
  return triggerSubject({ event: 'command', payload, own: false });
};
const newBase = pull({ action: 'edited', more: { changes: { base: { ref: { from: 'old' } } } } });
const draft = pull({ pull: { draft: true } });
const dependabot = { login: 'dependabot[bot]', type: 'Bot' };
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
    ['a branch that it comes from', pullRequest({ heads: ['work', 'fix/**'] }), pull()],
    ['another base, as a new head', pullRequest(), newBase],
    ['an author in any case', pullRequest({ authors: ['OctoCat'] }), pull()],
    [
      'a bot that is named',
      pullRequest({ authors: ['dependabot[bot]'], ignoreBots: false }),
      pull({ user: dependabot }),
    ],
    ['a label that is there', pullRequest({ labels: ['other', 'ready'] }), pull()],
    ['a label that was put there', pullRequest({ actions: ['labeled'], labels: ['go'] }), labeled('labeled', 'go')],
    ['a title', pullRequest({ titles: ['docs: **'] }), pull()],
    ['a draft', pullRequest(), draft],
    ['a draft where only those are meant', pullRequest({ drafts: 'only' }), draft],
    ['what is no draft any more', pullRequest({ drafts: 'skip' }), pull({ action: 'ready_for_review' })],
    ['what the App did, where it is let', push({ ignoreOwn: false }), pushed('refs/heads/main', {}, true)],
    ['a merge group, whoever asked for it', mergeGroup({ branches: ['main'] }), grouped()],
    ['a run of GitHub Actions', workflowRun({ workflows: ['build'], branches: ['main'] }), ran()],
    ['a run that failed', workflowRun({ conclusions: ['failure'] }), ran({ conclusion: 'failure' })],
    ['who pushed', push({ authors: ['octocat'] }), pushed('refs/heads/main')],
    ['a push of a branch', push(), pushed('refs/heads/main')],
    ['a command', command('deploy', { authors: ['OctoCat'], repositories: [1] }), said()],
    ['a repository that is meant', pullRequest({ repositories: [2, 1] }), pull()],
    ['a push of a tag', push(), pushed('refs/tags/v1')],
    ['a tag that is meant', push({ branches: ['main'], tags: ['v*'] }), pushed('refs/tags/v1')],
  ])('is matched by %s', (_what, trigger, subject) => {
    expect(decided(trigger, subject)).toEqual(matched);
  });

  it.each<[string, Trigger, ReturnType<typeof triggerSubject>, string, string]>([
    ['another event', push(), pull(), 'event', 'pull_request'],
    [
      'an event that it never gets',
      push(),
      triggerSubject({ event: 'issues', payload: {}, own: false }),
      'event',
      'issues',
    ],
    ['another action', pullRequest(), pull({ action: 'closed' }), 'action', 'closed'],
    ['another command', command('deploy'), said({ command: 'deploy-it' }), 'commands', 'deploy-it'],
    ['a command on no commit', command('deploy'), said({ sha: undefined }), 'commit', 'none'],
    ['another author', command('deploy', { authors: ['hubot'] }), said(), 'authors', 'octocat'],
    ['another repository', pullRequest({ repositories: [2] }), pull({ action: 'closed' }), 'repository', '1'],
    ['no repository', push({ repositories: [2] }), pushed('refs/heads/main'), 'repository', 'none'],
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
    ['a fork', pullRequest({ forks: 'skip' }), pull({ head: { repo: { id: 2 } } }), 'forks', 'refs/heads/work'],
    ['a fork that is gone', pullRequest({ forks: 'skip' }), pull({ head: { repo: null } }), 'forks', 'refs/heads/work'],
    ['a merge group that is gone', mergeGroup(), grouped('destroyed'), 'action', 'destroyed'],
    ['a merge group of another branch', mergeGroup({ branches: ['old'] }), grouped(), 'branches', 'main'],
    ['a run that goes on', workflowRun(), ran({}, 'in_progress'), 'action', 'in_progress'],
    ['a run that failed', workflowRun(), ran({ conclusion: 'failure' }), 'conclusions', 'failure'],
    ['a run of another workflow', workflowRun({ workflows: ['Test'] }), ran(), 'workflows', 'Build'],
    ['a run for a fork', workflowRun(), ran({ head_repository: { id: 2 } }), 'forks', 'refs/heads/main'],
    ['a run for another branch', workflowRun({ branches: ['old'] }), ran(), 'branches', 'main'],
    ['another head', pullRequest({ heads: ['fix/**'] }), pull(), 'heads', 'work'],
    [
      'an edit of something else',
      pullRequest(),
      pull({ action: 'edited', more: { changes: { title: {} } } }),
      'action',
      'edited',
    ],
    ['another base where new heads are not meant', pullRequest({ actions: ['opened'] }), newBase, 'action', 'edited'],
    ['another base that is not meant', pullRequest({ branches: ['old'] }), newBase, 'branches', 'main'],
    ['another author', pullRequest({ authors: ['hubot'] }), pull(), 'authors', 'octocat'],
    ['somebody else who pushed', push({ authors: ['hubot'] }), pushed('refs/heads/main'), 'authors', 'octocat'],
    ['other labels', pullRequest({ labels: ['go'] }), pull(), 'labels', 'Ready, big'],
    ['no label', pullRequest({ labels: ['go'] }), pull({ pull: { labels: [] } }), 'labels', 'none'],
    [
      'another label that was put there, whatever else is',
      pullRequest({ actions: ['labeled'], labels: ['ready'] }),
      labeled('labeled', 'go'),
      'labels',
      'go',
    ],
    [
      'another label that was taken away',
      pullRequest({ actions: ['unlabeled'], labels: ['ready'] }),
      labeled('unlabeled', 'go'),
      'labels',
      'go',
    ],
    ['another title', pullRequest({ titles: ['fix: **'] }), pull(), 'titles', 'docs: more of them'],
    [
      'a long title, told in part',
      pullRequest({ titles: ['x'] }),
      pull({ pull: { title: 'y'.repeat(256) } }),
      'titles',
      'y'.repeat(200),
    ],
    ['a draft where those are skipped', pullRequest({ drafts: 'skip' }), draft, 'drafts', 'a draft'],
    ['what is ready where drafts are meant', pullRequest({ drafts: 'only' }), pull(), 'drafts', 'no draft'],
    ['what the App itself did', pullRequest(), pull({ own: true }), 'own', 'this App'],
    ['what the App itself pushed', push(), pushed('refs/heads/main', {}, true), 'own', 'this App'],
    ['a branch that is deleted', push(), pushed('refs/heads/main', { deleted: true }), 'commit', 'none'],
  ])('refuses %s, and says by what', (_what, trigger, subject, by, value) => {
    expect(decided(trigger, subject)).toMatchObject({ kind: 'refused', by, value });
  });

  it('knows the commit and the ref of a merge group, and nobody whose it is', () => {
    expect(grouped()).toMatchObject({ sha: 'c'.repeat(40), ref: 'refs/heads/gh-readonly-queue/main/pr-5' });
    expect(grouped().author).toBeUndefined();
  });

  it('has no check concluded where the event leaves no commit', () => {
    const refusal = { kind: 'refused', by: 'commit', value: 'none', meant: 'a commit' };
    const deleted = pushed('refs/heads/main', { deleted: true });
    expect(decided(push({ whenFiltered: 'skipped' }), deleted)).toEqual(refusal);
  });

  it('tells a long value in part, no character of which is cut', () => {
    const decision = decided(
      pullRequest({ titles: ['docs: **'] }),
      pull({ pull: { title: `x${'\u{1f600}'.repeat(150)}` } }),
    );
    const { value } = { value: '', ...decision };
    expect(Buffer.from(value).toString()).toBe(value);
    expect(value).toMatch(/^x.{49}$/u);
  });

  it('is about the commit of an annotated tag, and not about the tag', () => {
    expect(pushed('refs/tags/v1', { head_commit: { id: 'c'.repeat(40) } }).sha).toBe('c'.repeat(40));
    expect(pushed('refs/tags/v1').sha).toBe('b'.repeat(40));
  });

  it('looks at who opened a pull request, and not at who pushed to it', () => {
    expect(pull({ user: { login: 'octocat', type: 'User' } }).author).toEqual({ login: 'octocat', isBot: false });
  });
});

describe('pullRequest and push', () => {
  it('refuse what would never match', () => {
    expect(() => pullRequest({ actions: [] })).toThrow('actions of a trigger is empty');
    expect(() => push({ branches: ['!old'] })).toThrow('branches holds no pattern without !');
    expect(() => pullRequest({ authors: ['dependabot[bot]'] })).toThrow('bots are ignored');
    expect(() => pullRequest({ heads: ['!a'] })).toThrow('heads holds no pattern without !');
    expect(() => pullRequest({ titles: ['?'] })).toThrow('The pattern "?" has a ?');
    expect(() => push({ tags: ['['] })).toThrow('The pattern "[" has a [ that nothing closes');
  });
});
