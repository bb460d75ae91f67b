import { oneOf, onOff, optional, rest, wholeNumber, word } from './arguments';
import { readArguments } from './read-arguments';

const deploy = {
  arguments: { environment: oneOf('staging', 'production'), count: optional(wholeNumber({ least: 1, most: 9 }), 1) },
  flags: { dryRun: onOff(), ref: optional(word('ref', /^[\w./-]+$/), 'main') },
};
const say = { arguments: { text: rest('text') }, flags: {} };
const tell = { arguments: { whom: word('whom'), text: rest('text') }, flags: { loud: onOff() } };

describe('readArguments', () => {
  it.each([
    ['staging', { environment: 'staging', count: 1 }, { dryRun: false, ref: 'main' }],
    ['STAGING 3', { environment: 'staging', count: 3 }, { dryRun: false, ref: 'main' }],
    ['--dry-run production', { environment: 'production', count: 1 }, { dryRun: true, ref: 'main' }],
    ['production --ref=v1 9', { environment: 'production', count: 9 }, { dryRun: false, ref: 'v1' }],
    ['production --ref "v1"', { environment: 'production', count: 1 }, { dryRun: false, ref: 'v1' }],
    ['production \u2014Dry-Run', { environment: 'production', count: 1 }, { dryRun: true, ref: 'main' }],
    [
      '\u201cstaging\u201d \u2013\u2013ref=\u201cv1\u201d',
      { environment: 'staging', count: 1 },
      { dryRun: false, ref: 'v1' },
    ],
    ['-- staging', { environment: 'staging', count: 1 }, { dryRun: false, ref: 'main' }],
  ])('reads %j', (text, values, flags) => {
    expect(readArguments(text, deploy)).toEqual({ kind: 'read', arguments: values, flags });
  });

  it.each([
    ['  it\'s "all  --of it ', say, { text: 'it\'s "all  --of it' }, {}],
    ['mona --loud hi --there', tell, { whom: 'mona', text: 'hi --there' }, { loud: true }],
    ['mona hi --loud', tell, { whom: 'mona', text: 'hi --loud' }, { loud: false }],
  ])('leaves what is left as it was written: %j', (text, shapes, values, flags) => {
    expect(readArguments(text, shapes)).toEqual({ kind: 'read', arguments: values, flags });
  });

  it.each([
    ['', '`environment` must be given'],
    ['stagin', '`environment` must be one of `staging`, `production`, and not `stagin`'],
    ['staging 10', '`count` must be a whole number from 1 to 9, and not `10`'],
    ['staging 1.5', '`count` must be a whole number from 1 to 9'],
    ['staging 1 2', '`2` is one word too many'],
    ['staging --dryrun', 'there is no flag `--dryrun`. Did you mean `--dry-run`?'],
    ['staging --nothing', 'there is no flag `--nothing`'],
    ['staging --dry-run=yes', '`--dry-run` takes no value'],
    ['staging --dry-run --dry-run', '`--dry-run` is there twice'],
    ['staging --ref', '`--ref` needs a value'],
    ['staging --ref=a;b', '`--ref` must be a ref, and not `a;b`'],
    ['"staging', 'the quote `"` is never closed'],
    ['@octocat', '`environment` must be one of `staging`, `production`, and not `@octocat`'],
    ['`closes #1`', 'and not `closes #1`'],
    [`\`${'x'.repeat(500)}\``, `and not \`${'x'.repeat(80)}\u2026\``],
  ])('refuses %j, and says what would be right', (text, hint) => {
    expect(readArguments(text, deploy)).toEqual({ kind: 'wrong', hint: expect.stringContaining(hint) });
  });
});
