import type { ChangedFiles } from './changed-files';
import { decide } from './decide';
import { compileTrigger } from './evaluate-trigger';
import { type PushOptions, push } from './trigger';
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

describe('decide', () => {
  const asked: string[] = [];
  const decided = async (...all: PushOptions[][]) => {
    asked.length = 0;
    const workflows = all.map((on) => ({ triggers: on.map((options) => compileTrigger(push(options))) }));
    const answers = await decide(workflows, subject, async () => {
      asked.push('files');
      return known('src/a.ts');
    });
    return answers.map(({ isStarted }) => isStarted);
  };

  it('finds the files once, for all who look at them', async () => {
    expect(await decided([{ paths }, { paths: ['docs/**'] }], [{ paths: ['docs/**'] }], [{ paths }])).toEqual([
      true,
      false,
      true,
    ]);
    expect(asked).toEqual(['files']);
  });

  it('looks for none where all else has decided', async () => {
    expect(await decided([{ paths, branches: ['old'] }], [{}])).toEqual([false, true]);
    expect(asked).toEqual([]);
  });
});
