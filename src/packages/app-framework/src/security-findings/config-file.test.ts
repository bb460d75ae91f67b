import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import { readSecurityConfig } from './config-cells';
import { readConfigFile } from './config-file';
import { actions, severities, sources } from './finding';

const schema: unknown = JSON.parse(readFileSync(join(__dirname, '../../schemas/security-alerts.schema.json'), 'utf8'));
const isValid = new Ajv().compile(Object(schema));

describe('readConfigFile', () => {
  it('reads JSON and YAML', async () => {
    const said = { part: { dependabot: { high: ['block', 'notify'] } }, repositories: 'replace', problems: [] };
    const json = '{ "security": { "repositories": "replace", "dependabot": { "high": ["block", "notify"] } } }';
    expect(await readConfigFile(json)).toEqual(said);
    const yaml =
      'security:\n  repositories: replace\n  dependabot:\n    high: [block, notify]\nother: members are the bot’s\n';
    expect(await readConfigFile(yaml)).toEqual(said);
    expect(await readConfigFile('')).toMatchObject({ part: {}, problems: [] });
  });

  it('says in which line what is wrong, and keeps what is right', async () => {
    const text = [
      'label: bug',
      'security:',
      '  code_scanning:',
      '    critical: [block]',
      '    high: [blok]',
      '  dependabot:',
      '    high: [ignore, block]',
      '    low: [comment]',
      '    urgent: [block]',
      '  secrets: {}',
      '  repositories: weaken',
    ].join('\n');
    const { part, repositories, problems } = await readConfigFile(text);
    expect(part).toEqual({ code_scanning: { critical: ['block'] }, dependabot: { low: ['comment'] } });
    expect(repositories).toBe('strengthen');
    expect(problems.map(({ line, level, message }) => [line, level, message.split(':')[0]])).toEqual([
      [5, 'failure', '"blok" is no action'],
      [7, 'failure', 'ignore stands alone, or not at all.'],
      [8, 'warning', 'comment can do nothing about dependabot'],
      [9, 'failure', '"urgent" is no severity'],
      [10, 'failure', '"secrets" is not known'],
      [11, 'failure', 'repositories must be strengthen or replace.'],
    ]);
  });

  it('names no more mistakes than GitHub marks at once', async () => {
    const security = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`source${index}`, {}]));
    expect((await readConfigFile(JSON.stringify({ security }))).problems).toHaveLength(50);
  });

  it('says where a file cannot be read', async () => {
    const { part, problems } = await readConfigFile('security:\n  dependabot: [\n  x: y\n');
    expect(part).toEqual({});
    expect(problems).toMatchObject([{ level: 'failure', message: expect.stringContaining('it is no YAML') }]);
    expect(problems[0]?.line).toBeGreaterThan(1);
  });

  it('reads whatever anybody writes, in time, and answers with lines that exist', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        async (text) => {
          const { problems } = await readConfigFile(text);
          const lines = text.split('\n').length;
          for (const { line } of problems) expect(line >= 1 && line <= lines + 1).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('readSecurityConfig', () => {
  const asked = fc.oneof(
    fc.array(fc.constantFrom(...actions, 'blok', 7), { maxLength: 4 }),
    fc.constantFrom<unknown>('block', null, {}, ['ignore'], ['block', 'issue']),
  );
  const levels = fc.dictionary(fc.constantFrom(...severities, 'urgent', '__proto__', 'toString'), asked, {
    maxKeys: 3,
  });
  const members = fc.dictionary(
    fc.constantFrom(...sources, 'secrets', 'constructor'),
    fc.oneof(levels, fc.jsonValue()),
    {
      maxKeys: 3,
    },
  );
  const config = fc.oneof(
    fc.record({ security: members, more: fc.jsonValue() }, { requiredKeys: [] }),
    fc.record({
      security: fc.record({ repositories: fc.constantFrom<unknown>('strengthen', 'replace', 'weaken', 1) }),
    }),
    fc.jsonValue(),
  );

  it('refuses what the published schema refuses, and nothing else', async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(config, async (value) => {
        const refused = readSecurityConfig(value).problems.filter(({ level }) => level === 'failure');
        expect(refused.length === 0).toBe(isValid(value));
        if (refused.length === 0) valid += 1;
      }),
      { numRuns: 500 },
    );
    expect(valid).toBeGreaterThan(50);
  });

  it('gives no actions that are not known', () => {
    const { part } = readSecurityConfig({ security: { dependabot: { high: ['block', 'constructor'], low: 'block' } } });
    expect(part).toEqual({ dependabot: {} });
  });
});
