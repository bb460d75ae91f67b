import { hasUnseen, nextWord, restOfCommand } from './command-words';

function words(command: string): readonly string[] {
  const read: string[] = [];
  for (let at = 0; ; ) {
    const next = nextWord(command, at);
    if (next.kind === 'end') return read;
    if (next.kind === 'unclosed') return [...read, `unclosed ${next.quote}`];
    read.push(next.text);
    at = next.end;
  }
}

describe('nextWord', () => {
  it.each([
    ['deploy  staging\u00a0now', ['deploy', 'staging', 'now']],
    ['say "hello world" \'a b\' `c d`', ['say', 'hello world', 'a b', 'c d']],
    ['say "she said \\"yes\\"" on', ['say', 'she said "yes"', 'on']],
    [
      'say \u201chello world\u201d \u2018a b\u2019 \u201ea b\u201c \u00aba b\u00bb',
      ['say', 'hello world', 'a b', 'a b', 'a b'],
    ],
    ["don't say it's 'the dog's'", ["don't", 'say', "it's", "the dog's"]],
    ['deploy --reason="a b" --dry-run', ['deploy', '--reason=a b', '--dry-run']],
    [
      'deploy \u2014dry-run \u2013dry \u2013\u2013run -\u2013x \u2212y',
      ['deploy', '--dry-run', '--dry', '--run', '--x', '--y'],
    ],
    ['deploy "--dry-run" "\u2014x"', ['deploy', '--dry-run', '\u2014x']],
    ['a \u2014 b -1', ['a', '\u2014', 'b', '-1']],
    ['say "" x', ['say', '', 'x']],
    ['say "hello', ['say', 'unclosed "']],
    ['say \u201chello', ['say', 'unclosed \u201c']],
    ['  ', []],
  ])('reads %j', (command, expected) => {
    expect(words(command)).toEqual(expected);
  });

  it('answers what is left as it was written', () => {
    const first = nextWord('echo  "a  b" c ', 0);

    expect(first.kind === 'word' && restOfCommand('echo  "a  b" c ', first.end)).toBe('"a  b" c');
  });
});

describe('hasUnseen', () => {
  it.each([
    'deploy\u200b',
    'de\u202eploy',
    '\u2066x',
    'a\u00adb',
    'x\ufeff',
    'a\u0007',
    'a\u2028b',
    'a \u2029',
    'a\u3164',
    '\u115fa',
    'a\uffa0b',
    'a\u2800b',
    'a\u034fb',
  ])('sees %j', (command) => {
    expect(hasUnseen(command)).toBe(true);
  });

  it('takes letters of all scripts, and emoji of several', () => {
    expect(
      hasUnseen('echo \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \u{1f469}\u200d\u{1f4bb} \u2764\ufe0f'),
    ).toBe(false);
  });
});
