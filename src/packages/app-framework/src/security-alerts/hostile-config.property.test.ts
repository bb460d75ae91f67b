import fc from 'fast-check';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { createHandlerOctokit } from '../handlers/handler-octokit';
import { isFaulty, readConfigFile } from '../security-findings/config-file';
import { actions, severities, sources } from '../security-findings/finding';
import { actionsFor, defaultPolicy, type PartOfPolicy } from '../security-findings/policy';
import { createReadPolicy } from '../security-findings/read-policy';

/** Names of members: those that count, and those that are something else in YAML, in a prototype or in a line. */
const names = fc.constantFrom(
  ...['security', 'repositories', ...sources, ...severities],
  ...['', ' ', ':', '"', '#', '- ', '? x', '\n', '__proto__', 'constructor', 'toString', 'high:', '<<', '*a', 'é'],
);
const words = fc.constantFrom<unknown>(
  ...[
    ...actions,
    'replace',
    'strengthen',
    'Block',
    '',
    ' block',
    null,
    true,
    0,
    -0,
    Number.POSITIVE_INFINITY,
    {},
    [],
    ['block'],
  ],
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.array(words, { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
  ),
}));
const lists = fc.uniqueArray(fc.constantFrom(...actions), { minLength: 1, maxLength: 3 });
const cells = fc.dictionary(
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...severities) }, names),
  fc.oneof({ weight: 3, arbitrary: lists }, fc.array(words, { maxLength: 3 }), value),
  { maxKeys: 4 },
);
const security = fc.dictionary(
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...sources) }, names),
  fc.oneof({ weight: 3, arbitrary: cells }, value),
  { maxKeys: 4 },
);

/** A value as YAML, where a name that is none in a line is a key that is asked for. */
function yaml(of: unknown, indent = ''): string {
  if (typeof of !== 'object' || of === null || Array.isArray(of) || Object.keys(of).length === 0) {
    return `${JSON.stringify(of) ?? 'null'}\n`;
  }
  const inner = `${indent}  `;
  const members = Object.entries(of).map(([name, one]) => {
    const key = /^\w+$/.test(name) ? `${name}: ` : `? ${JSON.stringify(name)}\n${indent}: `;
    return `${indent}${key}${opened(one, inner)}`;
  });
  return members.join('');
}

function opened(of: unknown, indent: string): string {
  const text = yaml(of, indent);
  return text.startsWith(indent) ? `\n${text}` : text;
}

const whole = fc.oneof(fc.record({ security: fc.oneof({ weight: 4, arbitrary: security }, value) }), value);
const deep = fc
  .nat(60_000)
  .chain((times) =>
    fc.constantFrom('[', '{', '- ', '? ', 'a: ', '&a ', '!', '"', '\\', ' ', '\n').map((one) => one.repeat(times)),
  );
const laughs = fc
  .nat(30)
  .map((levels) =>
    [
      'a0: &a0 [block]',
      ...Array.from({ length: levels }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}, *a${at}]`),
    ].join('\n'),
  );
const cyclic = fc.constantFrom(
  'security: &a\n  dependabot: *a',
  'security:\n  dependabot:\n    high: &b [*b]',
  '&a [*a]',
);
/** What people write who mean no good, or do not look. */
const hostile = fc.oneof(
  { weight: 4, arbitrary: whole.map((one) => JSON.stringify(one) ?? '') },
  { weight: 4, arbitrary: whole.map((one) => yaml(one)) },
  {
    weight: 2,
    arbitrary: fc.tuple(whole, fc.nat(), fc.nat(5)).map(([one, at, many]) => cutOut(yaml(one), { at, many })),
  },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: fc.tuple(laughs, whole).map(([one, two]) => `${one}\n${yaml(two)}`) },
  { weight: 1, arbitrary: cyclic },
);

function cutOut(text: string, { at, many }: { readonly at: number; readonly many: number }): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + text.slice(from + many);
}

/** What an organisation can say without a mistake. */
const demanded: fc.Arbitrary<PartOfPolicy> = fc.dictionary(
  fc.constantFrom(...sources),
  fc.dictionary(
    fc.constantFrom(...severities),
    fc.uniqueArray(
      fc.constantFrom(...actions).filter((one) => one !== 'ignore'),
      { minLength: 1 },
    ),
  ),
);

describe('hostile configurations', () => {
  it('are read in time, and each mistake is told of a line that is there', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const lines = text.split('\n').length;
        for (const { line, message } of (await readConfigFile(text)).problems) {
          expect(line >= 1 && line <= lines + 1).toBe(true);
          expect(message).toMatch(/^[^\n]{1,500}$/);
          expect(message).not.toMatch(/call stack|undefined|Cannot read/);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  describe('as GitHub has them', () => {
    const gitHub = useFakeGitHub();
    const file = (text: string) => ({
      body: { type: 'file', size: Buffer.byteLength(text), content: Buffer.from(text).toString('base64') },
    });
    /** What is done in a repository with these files. */
    async function found({ organisation, own }: { readonly organisation: string; readonly own: string }) {
      gitHub().on('GET /repos/octo-org/.github/contents/.github%2Fmy-bot.yml', file(organisation));
      gitHub().on('GET /repos/octo-org/web/contents/.github%2Fmy-bot.yml', file(own));
      const octokit = createHandlerOctokit({ baseUrl: gitHub().url, userAgent: 'test' });
      const read = createReadPolicy({ base: defaultPolicy, file: 'my-bot.yml', now: () => new Date(0) });
      return read({ octokit, installationId: 1, owner: 'octo-org', repo: 'web' });
    }

    it('of a repository loosen nothing that its organisation demands', async () => {
      await fc.assert(
        fc.asyncProperty(demanded, hostile, async (part, own) => {
          const { policy, isKnown } = await found({ organisation: JSON.stringify({ security: part }), own });
          expect(isKnown).toBe(true);
          for (const source of sources) {
            for (const severity of severities) {
              const wanted = actionsFor(
                { ...policy, [source]: { ...policy[source], ...part[source] } },
                { source, severity },
              );
              const done = actionsFor(policy, { source, severity });
              const missing = part[source]?.[severity] ? wanted.filter((one) => !done.includes(one)) : [];
              // What blocks is not noted besides.
              expect(missing.filter((one) => one !== 'annotate' || !done.includes('block'))).toEqual([]);
            }
          }
        }),
        { numRuns: 150 },
      );
    });

    it('of an organisation let nothing through that nobody can read', async () => {
      await fc.assert(
        fc.asyncProperty(hostile, async (organisation) => {
          const { isKnown, policy } = await found({ organisation, own: '{}' });
          expect(isKnown).toBe(!isFaulty(await readConfigFile(organisation)));
          for (const source of sources) {
            for (const severity of severities) expect(policy[source][severity].length).toBeGreaterThan(0);
          }
        }),
        { numRuns: 150 },
      );
    });
  });
});
