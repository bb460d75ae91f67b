import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const packages = join(__dirname, '../src/packages');
const framework = join(packages, 'app-framework/src');

const tables = tablesOf(readFileSync(join(__dirname, '../docs/architecture.md'), 'utf8'));
/** Room -> rooms that it may import, besides itself. */
const mayImport = tables.room;
/** Rooms that know no capability: every test may use their fakes. */
const ground = ['lambda', 'aws', 'metrics', 'http', 'github'];

/** Package -> packages of ours that it may import, by name. Nobody imports the local deployment. */
const mayDependOn = tables.package;

/** What a suffix says about the service that is called; the table of CONTRIBUTING.md. */
const serviceSuffixes = [
  { suffix: '-table.ts', services: ['dynamodb'] },
  { suffix: '-signer.ts', services: ['kms'] },
  { suffix: '-keys.ts', services: ['kms'] },
  { suffix: '-archive.ts', services: ['s3'] },
  { suffix: '-bus.ts', services: ['events'] },
  { suffix: '-gateway.ts', services: ['apigateway'] },
  { suffix: '-queue.ts', services: ['sqs'] },
  { suffix: '-secret.ts', services: ['secretsmanager'] },
  { suffix: '-gauge.ts', services: ['monitoring'] },
  { suffix: '-waf.ts', services: ['wafv2'] },
  { suffix: '-machine.ts', services: ['states'] },
  { suffix: '-topic.ts', services: ['sns'] },
];
/** Signed requests in place of a client. */
const signedCalls = /\/aws\/(signed-request|json-call|patient-call)$/;
/** Files about the shape of what AWS stores: they know its types, and call nothing. */
const shapesOfAws = ['installation-item.ts'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const sources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

const isTest = (file: string) => /\.test(\.support)?\.ts$/.test(file);
const product = sources(framework).filter((file) => !isTest(file));
const entries = product.filter((file) => file.endsWith('.lambda.ts'));
const everything = Object.keys(mayDependOn)
  .filter((name) => name !== 'app-framework-client')
  .flatMap((name) => sources(join(packages, name, 'src')));

describe('the rooms of the framework', () => {
  it('are all in the table', () => {
    const rooms = readdirSync(framework, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).sort()).toEqual(Object.keys(mayImport).sort());
  });

  it('import only what the table lets them', () => {
    const crossings = sources(framework).flatMap((file) => {
      const from = roomOf(file);
      if (!from) return [];
      return ownImports(file)
        .filter(({ target }) => {
          const to = roomOf(target);
          // Tests of a room may see it in the whole construct.
          if ((!to || to === 'credential-manager') && isTest(file)) return false;
          if (to && ground.includes(to) && target.endsWith('.test.support.ts')) return false;
          return to !== from && !(to && mayImport[from]?.includes(to));
        })
        .map(({ target }) => `${inRepository(file)} imports ${inRepository(target)}`);
    });
    expect(crossings).toEqual([]);
  });

  it('keep synth and run time apart', () => {
    const crossings = product.flatMap((file) =>
      importsOf(file)
        .filter((one) => crossesWorlds(file, one))
        .map(({ target }) => `${inRepository(file)} imports ${target}`),
    );
    expect(crossings).toEqual([]);
  });

  it('call AWS only in files whose suffix names the service, in aws/, and where clients are opened', () => {
    const crossings = product.flatMap((file) => {
      const { suffix, services = [] } = serviceSuffixes.find((one) => file.endsWith(one.suffix)) ?? {};
      if (roomOf(file) === 'aws' || shapesOfAws.includes(basename(file))) return [];
      return importsOf(file)
        .filter(({ target, typeOnly }) => {
          const service = target.match(/^@aws-sdk\/client-(.*)$/)?.[1];
          if (file.endsWith('-clients.ts')) return false;
          if (service && /^open-|\.lambda\.ts$/.test(basename(file))) return !typeOnly;
          if (target.startsWith('@aws-sdk/')) return !(service && services.includes(service));
          return signedCalls.test(target) && !typeOnly && !file.endsWith('.lambda.ts') && !suffix;
        })
        .map(({ target }) => `${inRepository(file)} imports ${target}, and ${suffix ?? 'its name'} does not say so`);
    });
    expect(crossings).toEqual([]);
  });

  it('make signed calls only to the service that the suffix names', () => {
    const callers = product.filter(
      (file) => roomOf(file) !== 'aws' && !file.endsWith('.lambda.ts') && importsOf(file).some(isSignedCall),
    );
    expect(callers.length).toBeGreaterThan(3);
    const strays = callers.flatMap((file) => {
      const { services = [] } = serviceSuffixes.find(({ suffix }) => file.endsWith(suffix)) ?? {};
      const named = [...read(file).matchAll(/\bservice: '([a-z0-9]+)'/g)].map(([, service = '']) => service);
      const called = /\bpatientObjectCall\(/.test(read(file)) ? [...named, 's3'] : named;
      return called
        .filter((service) => !services.includes(service))
        .map((service) => `${inRepository(file)}: ${service}`);
    });
    expect(strays).toEqual([]);
  });

  it('have no suffix that means several things', () => {
    expect(product.filter((file) => /-store\.ts$/.test(file)).map(inRepository)).toEqual([]);
  });

  it('export from an entry what starts it and its environment, and decide nothing there', () => {
    const startedByName = new Set(
      product.flatMap((file) => [...read(file).matchAll(/exportName: '(\w+)'/g)].map(([, name = '']) => name)),
    );
    const decides = /\b(if|switch|for|while|try)\b *[({]|\?\?|&&|\|\|/;
    const faults = entries.flatMap((file) => {
      const exported = [...read(file).matchAll(/^export (?!type |interface )(.*)$/gm)].map(([, rest = '']) => rest);
      // Beside the handler only what starts another function with the same code.
      const [first = '', ...others] = exported;
      const isOdd =
        !/^(const|async function) handler\b/.test(first) ||
        others.some((one) => !startedByName.has(/^const (\w+)/.exec(one)?.[1] ?? ''));
      const code = read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return isOdd || decides.test(code) ? [inRepository(file)] : [];
    });
    expect(faults).toEqual([]);
  });

  it('have one open… each, where their functions read the environment, and entries make no client', () => {
    const opened = new Map<string, string[]>();
    for (const file of product.filter((each) => roomOf(each) !== 'aws')) {
      const room = roomOf(file) ?? '';
      const names = [...read(file).matchAll(/^export (?:async )?function (open[A-Z]\w*)/gm)].map(([, name]) => name);
      opened.set(room, [...(opened.get(room) ?? []), ...names.map((name) => `${name} in ${basename(file)}`)]);
    }
    const reads = ({ target }: Import) => target.endsWith('/lambda/environment');
    const readers = new Set(product.filter((file) => importsOf(file).some(reads)).map(roomOf));
    const started = [...new Set(entries.map(roomOf))].filter((room) => readers.has(room));
    expect(started.length).toBeGreaterThan(10);
    const ofStarted = started.map((room) => [room, opened.get(room ?? '')]);
    expect(ofStarted.filter(([, places]) => !/^\w+ in open-[a-z-]+\.ts$/.test(String(places)))).toEqual([]);
    expect([...opened].filter(([, places]) => places.length > 1)).toEqual([]);
    expect(importers(entries, /\/aws\/aws-clients$/)).toEqual([]);
  });

  it.each([
    ['lambda', 'read the environment', /process\.env/],
    ['aws', 'name the condition that a write did not meet', /ConditionalCheckFailedException/],
  ])('only in %s/ %s', (room, _what, pattern) => {
    expect(product.filter((file) => roomOf(file) !== room && pattern.test(read(file))).map(inRepository)).toEqual([]);
  });

  it('write to standard output only in the logger', () => {
    const writers = product.filter((file) => /process\.std(out|err)/.test(read(file))).map((file) => basename(file));
    expect(writers.filter((name) => name !== 'logger.ts')).toEqual([]);
  });
});

describe('the doors of the framework', () => {
  it('export by name only', () => {
    const doors = ['index.ts', 'operator.ts', 'runtime.ts', 'handlers.ts'].map((name) => read(join(framework, name)));
    expect(doors.filter((text) => /export \*|export default/.test(text))).toEqual([]);
  });

  it.each(['operator.ts', 'runtime.ts', 'handlers.ts'])('load no CDK through %s', (door) => {
    const reached = reachableFrom(join(framework, door));
    expect(reached.size).toBeGreaterThan(3);
    expect(importers([...reached], /^(aws-cdk-lib|constructs)(\/|$)/)).toEqual([]);
  });
});

describe('the packages', () => {
  it('are all in the table', () => {
    expect(readdirSync(packages).sort()).toEqual(Object.keys(mayDependOn).sort());
  });

  it('import each other by name, along the table', () => {
    const crossings = everything.flatMap((file) => {
      const from = packageOf(file);
      return importsOf(file).filter(({ target }) => {
        const to = ourPackage(target);
        if (to) return to !== from && !mayDependOn[from]?.includes(to);
        return target.startsWith('.') && packageOf(join(dirname(file), target)) !== from;
      });
    });
    expect(crossings.map(({ file, target }) => `${inRepository(file)} imports ${target}`)).toEqual([]);
  });

  it('have one version of @smithy/types, so that the types of all AWS clients fit', () => {
    const lock = readFileSync(join(packages, '../../yarn.lock'), 'utf8');
    expect(lock.match(/^"@smithy\/types@/gm)).toHaveLength(1);
  });

  it('replace no modules in their tests', () => {
    const replacing = new RegExp(`jest\\.(mock|doMock|unstable_mockModule|setMock)${'\\('}`);
    expect(everything.filter((file) => replacing.test(read(file))).map(inRepository)).toEqual([]);
  });

  it('have no folder that collects what has no home', () => {
    const homeless = /\/(utils|helpers|common|shared|types|constants)\//;
    expect(everything.filter((file) => homeless.test(file)).map(inRepository)).toEqual([]);
  });
});

/** The two tables of docs/architecture.md: the page is the rule, and this checks that the code keeps it. */
function tablesOf(page: string): Record<'room' | 'package', Record<string, readonly string[]>> {
  const table = (heading: string) => {
    const body = page.split(`| ${heading} |`)[1]?.split('\n\n')[0] ?? '';
    const rows = [...body.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)];
    if (rows.length === 0) throw new Error(`docs/architecture.md has no table of "${heading}"`);
    return Object.fromEntries(
      rows.map(([, name = '', may = '']) => [name, [...may.matchAll(/`([^`]+)`/g)].map(([, one = '']) => one)]),
    );
  };
  return { room: table('room | may import, besides itself'), package: table('package | may import, by name') };
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function inRepository(file: string): string {
  return relative(join(packages, '../..'), file);
}

function roomOf(file: string): string | undefined {
  const [room, ...rest] = relative(framework, file).split('/');
  return rest.length > 0 && room !== '..' ? room : undefined;
}

function packageOf(file: string): string {
  return relative(packages, file).split('/')[0] ?? '';
}

function ourPackage(target: string): string | undefined {
  const name = target.match(/^@aws\/(app-framework-test-app|app-framework-for-github-apps-on-aws)(-[a-z-]+)?/);
  if (!name) return undefined;
  return name[1] === 'app-framework-test-app' ? name[1] : `app-framework${name[2] ?? ''}`;
}

function importsOf(file: string): Import[] {
  const statements = read(file).matchAll(
    /^\s*(?:import|export)\s+(type\s+)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|require\('([^']+)'\)|^import '([^']+)'/gm,
  );
  return [...statements].map((match) => ({
    file,
    target: match[2] ?? match[3] ?? match[4] ?? match[5] ?? '',
    typeOnly: match[1] !== undefined,
  }));
}

function isSignedCall({ target, typeOnly }: Import): boolean {
  return signedCalls.test(target) && !typeOnly;
}

function ownImports(file: string): Import[] {
  return importsOf(file)
    .filter(({ target }) => target.startsWith('.'))
    .map((one) => ({ ...one, target: join(dirname(file), `${one.target}.ts`) }));
}

function importers(files: readonly string[], target: RegExp): string[] {
  return files
    .filter((file) => importsOf(file).some((one) => target.test(one.target) && !one.typeOnly))
    .map(inRepository);
}

function crossesWorlds(file: string, { target, typeOnly }: Import): boolean {
  const atSynth = file.endsWith('.construct.ts');
  const isCdk = /^(aws-cdk-lib|constructs)(\/|$)/.test(target);
  if (!target.startsWith('.')) return isCdk && !atSynth;
  if (basename(file) === 'index.ts') return false;
  if (target.endsWith('.construct')) return !atSynth;
  const isListOfOperations = join(dirname(file), target) === join(framework, 'api/operations');
  return atSynth && !typeOnly && !isListOfOperations;
}

function reachableFrom(door: string): Set<string> {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file) || !existsSync(file)) return;
    reached.add(file);
    for (const { target, typeOnly } of ownImports(file)) if (!typeOnly) visit(target);
  };
  visit(door);
  return reached;
}
