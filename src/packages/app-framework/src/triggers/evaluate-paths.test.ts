import type { ChangedFiles } from './changed-files';
import { decide } from './decide';
import { compileTrigger } from './evaluate-trigger';
import { type PullRequestOptions, type PushOptions, pullRequest, push } from './trigger';
import { triggerSubject } from './trigger-subject';

const payload = { ref: 'refs/heads/main', after: 'b'.repeat(40), sender: { login: 'octocat' } };
const subject = triggerSubject({ event: 'push', payload, own: false });
const known = (...paths: string[]): ChangedFiles => ({ kind: 'known', paths });
const unknown: ChangedFiles = { kind: 'unknown', reason: 'the push was forced' };
const by = (options: PushOptions, files?: ChangedFiles) => compileTrigger(push(options))(subject, files);
const paths = ['src/**', '!**/*.md'];

describe('a filter of paths', () => {
  it('is matched by one file that is meant', () => {
    expect(by({ paths }, known('README.md', 'src/a.ts'))).toEqual({ kind: 'matched' });
  });

  it('refuses where no file is meant, and says which there are', () => {
    const refused = { kind: 'refused', by: 'paths', meant: 'src/**, !**/*.md' };
    expect(by({ paths }, known('src/a.md', 'b.ts'))).toEqual({ ...refused, value: 'src/a.md, b.ts' });
    expect(by({ paths: ['**'] }, known())).toEqual({ ...refused, meant: '**', value: 'none' });
    expect(by({ paths }, known('1', '2', '3', '4', '5', '6'))).toEqual({ ...refused, value: '1, 2, 3, 4, 5' });
  });

  it('is matched, or refuses, as is said for files that nobody knows, and tells why', () => {
    const reason = 'the push was forced';
    expect(by({ paths }, unknown)).toEqual({ kind: 'matched', unknown: reason });
    expect(by({ paths, whenUnknown: 'skip' }, unknown)).toMatchObject({
      kind: 'refused',
      by: 'paths',
      value: `unknown: ${reason}`,
    });
    expect(by({}, unknown)).toEqual({ kind: 'matched' });
  });

  it('refuses a list that only takes away', () => {
    expect(() => push({ paths: ['!docs/**'] })).toThrow('paths holds no pattern without !');
  });
});

describe('whenFiltered', () => {
  const inPull = (options: PullRequestOptions, pull: object = {}, action = 'opened') => {
    const head = { sha: 'a'.repeat(40), ref: 'work', repo: { id: 1 } };
    const pull_request = { number: 1, title: 'wip', base: { ref: 'main' }, head, ...pull };
    const opened = { event: 'pull_request', payload: { action, repository: { id: 1 }, pull_request }, own: false };
    const trigger = compileTrigger(pullRequest({ whenFiltered: 'skipped', ...options }));
    return trigger(triggerSubject(opened), known('docs/a.md'));
  };
  const isSkipped = { kind: 'refused', concluded: 'skipped' };

  it('has the check concluded for what a filter refuses, files, too', () => {
    expect(inPull({ titles: ['**', '!wip'] })).toMatchObject({ ...isSkipped, by: 'titles' });
    expect(inPull({ paths })).toMatchObject({ ...isSkipped, by: 'paths' });
    expect(by({ branches: ['old'], whenFiltered: 'skipped' })).toMatchObject({ ...isSkipped, by: 'branches' });
    expect(by({ branches: ['old'] })).not.toHaveProperty('concluded');
  });

  it('leaves alone what is none of its business, and every fork', () => {
    expect(inPull({}, {}, 'closed')).toMatchObject({ by: 'action' });
    expect(inPull({}, {}, 'closed')).not.toHaveProperty('concluded');
    const fork = { head: { sha: 'a'.repeat(40), ref: 'work', repo: { id: 2 } } };
    for (const options of [{}, { titles: ['x'] }, { forks: 'run', paths }] as const)
      expect(inPull(options, fork)).not.toHaveProperty('concluded');
  });
});

describe('decide', () => {
  const asked: string[] = [];
  const decided = async (...all: PushOptions[][]) => {
    asked.length = 0;
    const workflows = all.map((on) => ({ triggers: on.map((options) => compileTrigger(push(options))) }));
    const answers = await decide(workflows, subject, async () => {
      asked.push('files');
      return known('src/a.ts');
    });
    return answers.map(({ isStarted, isSkipped }) => (isSkipped ? 'skipped' : isStarted));
  };

  it('finds the files once, for all who look at them', async () => {
    expect(await decided([{ paths }, { paths: ['docs/**'] }], [{ paths: ['docs/**'] }], [{ paths }])).toEqual([
      true,
      false,
      true,
    ]);
    expect(asked).toEqual(['files']);
  });

  it('has a check concluded where no other trigger starts the workflow', async () => {
    const filtered = { branches: ['old'], whenFiltered: 'skipped' } as const;
    expect(await decided([filtered], [filtered, {}], [{ branches: ['old'] }])).toEqual(['skipped', true, false]);
  });

  it('decides where nobody tells the files only what they would not change', async () => {
    const pull = triggerSubject({
      event: 'pull_request',
      payload: {
        action: 'opened',
        repository: { id: 1 },
        pull_request: { head: { sha: 'a', ref: 'x', repo: { id: 2 } }, base: { ref: 'main' } },
      },
      own: false,
    });
    const [approved, run] = [pullRequest(), pullRequest({ forks: 'run' })];
    const some = pullRequest({ paths, forks: 'run' });
    const workflows = [[approved], [approved, some], [run, some], [some], [push(), some]];
    const all = workflows.map((on) => ({ triggers: on.map((one) => compileTrigger(one)) }));
    const answers = await decide(all, pull, async () => undefined);
    expect(answers.map(({ isStarted, isHeld }) => [isStarted, isHeld])).toEqual([
      [true, true],
      // With its files it might need no approval.
      [false, false],
      [true, false],
      [false, false],
      [false, false],
    ]);
    const filtered = push({ branches: ['old'], whenFiltered: 'skipped' });
    const triggers = [filtered, push({ paths })].map((one) => compileTrigger(one));
    const [open] = await decide([{ triggers }], subject, async () => undefined);
    expect([open?.isSkipped, open?.decisions.at(-1)]).toEqual([false, { kind: 'files wanted' }]);
  });

  it('looks for none where all else has decided', async () => {
    expect(await decided([{ paths, branches: ['old'] }], [{}])).toEqual([false, true]);
    expect(asked).toEqual([]);
  });
});
