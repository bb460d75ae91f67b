import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { documents, proseOf, root } from './documents';

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
}).split('\n');
const names = new Set(files.map((file) => basename(file)));

/** Headings of the column that names tests. */
const columns = ['test', 'shown by'];

interface Row {
  readonly document: string;
  readonly cells: readonly string[];
  /** What stands in the column that names tests, in a table that has one. */
  readonly tests?: string;
}

const rows = documents().flatMap(rowsOf);
const guarantees = rows.filter(({ tests }) => tests !== undefined);

describe('the guarantees in the documents', () => {
  it('name a test each', () => {
    expect(guarantees.length).toBeGreaterThan(30);
    expect(new Set(guarantees.map(({ document }) => document))).toEqual(
      new Set(['docs/real-aws.md', 'docs/threat-model.md', 'docs/webhooks.md']),
    );
    const without = guarantees.filter(({ tests = '' }) => !/`[\w.-]+\.test\.ts`/.test(tests));
    expect(without.map(({ cells }) => cells)).toEqual([]);
  });

  it('name tests that exist', () => {
    const named = documents().flatMap((document) =>
      [...proseOf(document).matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, test = '']) => ({ document, test })),
    );
    expect(named.length).toBeGreaterThan(guarantees.length);
    expect(named.filter(({ test }) => !names.has(basename(test)))).toEqual([]);
  });
});

describe('the alarms that constructs offer', () => {
  // A construct whose only alarm it is: what holds it gives it a name.
  const notNames = ['alarm', 'others'];
  const alarms = files
    .filter((file) => file.endsWith('.construct.ts'))
    .flatMap((file) => [
      ...readFileSync(join(root, file), 'utf8').matchAll(/^ {2}readonly (\w+)\??: (?:readonly )?Alarm(?:\[\])?;$/gm),
    ])
    .map(([, name = '']) => name)
    .filter((name) => !notNames.includes(name));

  it('have a row each, which says when it begins', () => {
    expect(alarms.length).toBeGreaterThan(25);
    const firsts = rows.map(({ cells: [first = ''] }) => first);
    const told = (name: string) => firsts.some((first) => new RegExp(`\`(?:\\w+\\.)*${name}\``).test(first));
    expect(alarms.filter((name) => !told(name))).toEqual([]);
  });
});

describe('what webhooks cost', () => {
  const ofWebhooks = rows.filter(({ document }) => document === 'docs/webhooks.md');
  const costs = ofWebhooks.filter(({ cells: { length, 3: first = '' } }) => length === 6 && /^[\d.]+$/.test(first));

  it('comes to what its arithmetic says, at each size and together', () => {
    expect(costs.length).toBeGreaterThan(8);
    const totals = [0, 0, 0];
    for (const { cells } of costs) {
      const [service = '', , arithmetic = '', ...told] = cells;
      const million = worth(arithmetic);
      const isFixed = service === 'schedules';
      const at = [0.1, 1, 20].map((size) => (isFixed ? million : million * size));
      expect([service, ...told]).toEqual([service, ...at.map((cost) => cost.toFixed(cost < 7.5 ? 2 : 0))]);
      for (const [size, cost] of at.entries()) totals[size] = (totals[size] ?? 0) + cost;
    }
    const together = ofWebhooks.find(({ cells }) => cells[0] === '**together, about**');
    expect(together?.cells.slice(3)).toEqual(totals.map((cost) => `**${cost.toFixed(0)}**`));
  });
});

/** Sums of products of numbers, with what stands in brackets first. */
function worth(arithmetic: string): number {
  const inner = /\(([^()]+)\)/.exec(arithmetic);
  if (inner) return worth(arithmetic.replace(inner[0], String(worth(inner[1] ?? ''))));
  const sum = arithmetic.split('+').map((product) => {
    const [first = '', ...factors] = product.trim().split(/ (?=[×/])/);
    return factors.reduce((worthSoFar, factor) => {
      const [sign, number] = factor.split(' ');
      return sign === '×' ? worthSoFar * Number(number) : worthSoFar / Number(number);
    }, Number(first));
  });
  return sum.reduce((total, one) => total + one, 0);
}

function rowsOf(document: string): Row[] {
  let heading: readonly string[] | undefined;
  return proseOf(document)
    .split('\n')
    .flatMap((line) => {
      if (!line.startsWith('|')) {
        heading = undefined;
        return [];
      }
      const cells = line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim());
      if (!heading) {
        heading = cells;
        return [];
      }
      if (/^:?-+:?$/.test(cells[0] ?? '')) return [];
      const place = heading.findIndex((name) => columns.includes(name));
      return [{ document, cells, ...(place >= 0 && { tests: cells[place] ?? '' }) }];
    });
}
