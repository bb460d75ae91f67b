import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createProgram } from '../src/packages/app-framework-ops-tools/src/program';
import { botFiles } from '../src/packages/app-framework-ops-tools/src/scaffold/bot-files';
import { type Block, blocksOf, documents, proseOf, root, textOf } from './documents';

const all = documents();
const blocks = all.flatMap(blocksOf);
const scripts: Record<string, string> = JSON.parse(textOf('package.json')).scripts;

const tools = {
  '@aws/app-framework-for-github-apps-on-aws-ops-tools':
    'src/packages/app-framework-ops-tools/lib/app-framework-cli.js',
  '@aws/app-framework-for-github-apps-on-aws-local': 'src/packages/app-framework-local/lib/cli.js',
} as const;
type Tool = keyof typeof tools;
const opsTools = '@aws/app-framework-for-github-apps-on-aws-ops-tools';

/** Blocks that nothing runs, and there shall be few: each says why where it stands. */
const notRun = [
  // About a delivery and a repository of the reader: deliveries.acceptance.test.ts runs them.
  'docs/monitoring.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools logs delivery',
  'CONTRIBUTING.md: npm test',
  'README.md: npm install @aws/app-framework-for-github-apps-on-aws aws-cdk-lib constructs',
  'README.md: npm run demo',
  'README.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools init my-bot',
  'docs/credential-manager.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools import-private-key octo-app.private-key.pem 42',
  'docs/getting-started.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools init my-bot',
  'docs/doctor.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools doctor',
  'docs/local-github.md: npx @aws/app-framework-for-github-apps-on-aws-local github',
  'docs/setup.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools setup',
  'docs/operator-pages.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools open',
  'docs/triggers.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools deliveries explain "schedule',
  "docs/webhooks.md: npx cdk deploy --parameters WebhooksAllowedAccounts='octo-org,id:9919,acme'",
  'docs/workflows.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools jobs list',
  'runbooks/deploy.md: npx cdk destroy',
  'runbooks/go-live.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools doctor',
  'runbooks/user-authorization.md: npx @aws/app-framework-for-github-apps-on-aws-ops-tools device-flow-auth --client-id Iv23liAbCdEfGhIjKlMn',
];

beforeAll(() => {
  const missing = [...Object.values(tools), 'src/packages/app-framework/lib/index.d.ts'].filter(
    (file) => !existsSync(join(root, file)),
  );
  if (missing.length > 0) throw new Error(`Not built: ${missing.join(', ')}. Run \`npm run build\` first.`);
});

describe('the TypeScript in the documents', () => {
  it('compiles against the built packages', () => {
    const snippets = blocks.filter(({ language }) => language === 'ts');
    expect(snippets.length).toBeGreaterThan(5);
    expect(compile(snippets)).toEqual([]);
  });

  it('is fenced as `ts`, so that it is compiled', () => {
    expect(
      blocks.filter(({ language }) => /^(typescript|tsx?|js|javascript)$/.test(language) && language !== 'ts'),
    ).toEqual([]);
  });
});

describe('the JSON in the documents', () => {
  it('can be parsed', () => {
    const broken = blocks.filter(({ language, text }) => language === 'json' && !isJson(text));
    expect(broken.map(placeOf)).toEqual([]);
  });
});

describe('the links in the documents', () => {
  it.each(all)('lead from %s to files and headings that exist', (document) => {
    const links = [...proseOf(document).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
    const dead = links.filter((link) => !/^(https:|mailto:)/.test(link) && !leadsSomewhere(document, link));
    expect(dead).toEqual([]);
  });

  it('reach every decision from the folder in its order', () => {
    const decisions = readdirSync(join(root, 'docs/decisions')).sort();
    const numbers = decisions.map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(decisions.map((_name, index) => index + 1));
    decisions.forEach((name, index) => {
      expect(textOf(`docs/decisions/${name}`)).toMatch(new RegExp(`^# ${index + 1}\\. `));
    });
  });
});

describe('the commands in the documents', () => {
  it('are scripts that exist, where they are npm’s', () => {
    const named = all.flatMap((document) =>
      [...textOf(document).matchAll(/npm run (?:--\S+ )*([a-z:]+)/g)].map((match) => ({
        document,
        script: match[1] ?? '',
      })),
    );
    expect(named.length).toBeGreaterThan(10);
    // Those of the repository, and of the bots that init writes.
    const ofBots = JSON.parse(botFiles({ name: 'my-bot', version: '1.0.0' })['package.json']).scripts;
    expect(named.filter(({ script }) => !(script in scripts || script in ofBots))).toEqual([]);
  });

  it('name every script of the repository in CONTRIBUTING.md', () => {
    const text = textOf('CONTRIBUTING.md');
    const absent = Object.keys(scripts).filter(
      (name) => !['demo', 'test'].includes(name) && !text.includes(`npm run ${name}`),
    );
    expect(absent).toEqual([]);
  });

  it('and their options exist in the help of our tools', () => {
    const used = all.flatMap(commandsIn);
    expect(used.length).toBeGreaterThan(10);
    const unknown = used.flatMap(({ document, tool, command, options }) => {
      const help = helpOf(tool);
      const own = command === undefined ? help.text : help.commands.get(command);
      if (own === undefined) return [`${document}: ${tool} has no command ${command}`];
      return options
        .filter((option) => !has(own, option) && !has(help.text, option))
        .map((option) => `${document}: ${tool} ${command ?? ''} has no option ${option}`);
    });
    expect(unknown).toEqual([]);
  });

  it('are all run, but for those that are listed here', () => {
    const found = blocks
      .filter((block) => block.notRun)
      .map((block) => `${block.document}: ${block.text.split('\n')[0]}`);
    const unlisted = found.filter((one) => !notRun.some((prefix) => one.startsWith(prefix)));
    const unused = notRun.filter((prefix) => !found.some((one) => one.startsWith(prefix)));
    expect({ unlisted, unused }).toEqual({ unlisted: [], unused: [] });
  });

  it('are fenced as `sh`, so that they are run', () => {
    expect(blocks.filter(({ language }) => /^(bash|shell|console|zsh)$/.test(language)).map(placeOf)).toEqual([]);
  });
});

/** Each a module of its own: a block without an import or export is a script, and its names would meet those of others. */
function compile(snippets: readonly Block[]): string[] {
  const folder = join(root, '.cache/snippets');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  snippets.forEach(({ text }, index) => {
    writeFileSync(join(folder, `${index}.mts`), `${text}\nexport {};\n`);
  });
  const compilerOptions = {
    target: 'es2022',
    module: 'node20',
    lib: ['es2023'],
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    esModuleInterop: true,
    skipLibCheck: true,
    noEmit: true,
    pretty: false,
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.mts'] }));
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler], { cwd: folder, encoding: 'utf8' });
  if (status === 0) return [];
  const lines = `${stdout}${stderr}`.trim().split('\n');
  return lines.map((said) =>
    said.replace(/^(\d+)\.mts\((\d+),\d+\)/, (place, index, line) => {
      const snippet = snippets[index];
      return snippet ? `${snippet.document}:${snippet.line + Number(line) - 1}` : place;
    }),
  );
}

function leadsSomewhere(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(root, document) : join(root, dirname(document), path);
  if (!existsSync(target)) return false;
  if (anchor === undefined) return true;
  return statSync(target).isFile() && headingsOf(relative(root, target)).includes(anchor);
}

/** Headings as GitHub makes anchors of them. */
function headingsOf(document: string): string[] {
  return [...proseOf(document).matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s-]/gu, '')
      .replace(/\s/g, '-'),
  );
}

interface UsedCommand {
  readonly document: string;
  readonly tool: Tool;
  /** Absent where only options of the tool itself are named. */
  readonly command?: string;
  readonly options: readonly string[];
}

/** Commands of our tools in blocks, and in prose where a piece of code begins with the name of one. */
function commandsIn(document: string): UsedCommand[] {
  const lines = blocksOf(document)
    .filter(({ language }) => language === 'sh' || language === 'json')
    .flatMap(({ text }) => text.replaceAll('\\\n', ' ').split('\n'));
  const inline = [...proseOf(document).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...lines, ...inline].flatMap((line) => {
    const words = line
      .replace(/\$\(|["')|;]/g, ' ')
      .split(/\s+/)
      .filter(Boolean);
    const options = words.filter((word) => /^--[a-z]/.test(word)).map((word) => word.split('=')[0] ?? word);
    const named = words.find((word, index): word is Tool => word in tools && words[index - 1] === 'npx');
    if (named) {
      const command = commandOf(named, words.slice(words.indexOf(named) + 1));
      const said = words[words.indexOf(named) + 1];
      return [{ document, tool: named, ...(said && { command: command ?? said }), options }];
    }
    const [first = ''] = words;
    const command = helpOf(opsTools).commands.has(first) ? commandOf(opsTools, words) : undefined;
    return command === undefined ? [] : [{ document, tool: opsTools, command, options }];
  });
}

/** The first word that is a command, with the next one where both are the name of one. */
function commandOf(tool: Tool, words: readonly string[]): string | undefined {
  const { commands } = helpOf(tool);
  const first = words.find((word) => commands.has(word));
  const whole = first === undefined ? '' : `${first} ${words[words.indexOf(first) + 1]}`;
  return commands.has(whole) ? whole : first;
}

interface Help {
  readonly text: string;
  /** Help of each command. */
  readonly commands: ReadonlyMap<string, string>;
}

const helps = new Map<Tool, Help>();

function helpOf(tool: Tool): Help {
  const known = helps.get(tool);
  if (known) return known;
  const run = tool === opsTools ? saidByProgram() : saidBy(tool);
  const text = run();
  const commands = new Map(namesIn(text).map((name) => [name, run(name)]));
  for (const [name, own] of [...commands]) {
    for (const under of namesIn(own)) commands.set(`${name} ${under}`, run(name, under));
  }
  const help = { text, commands };
  helps.set(tool, help);
  return help;
}

function saidBy(tool: Tool) {
  return (...names: string[]) =>
    execFileSync(process.execPath, [join(root, tools[tool]), ...names, '--help'], { encoding: 'utf8' });
}

/** The help of the operations tool without a process for each command, of which it has many. */
function saidByProgram() {
  const program = createProgram({ version: '0.0.0', invoke: async () => undefined });
  return (...names: string[]) => {
    const said: string[] = [];
    const command = names.reduce(
      (parent, name) => parent.commands.find((one) => one.name() === name) ?? parent,
      program,
    );
    command.configureOutput({ writeOut: (text) => said.push(text) }).outputHelp();
    return said.join('');
  };
}

/** Commands that a help lists. */
function namesIn(help: string): string[] {
  const [, list = ''] = help.split('Commands:');
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]+) /gm)].map((match) => match[1] ?? '');
  return names.filter((name) => name !== 'help');
}

function has(help: string, option: string): boolean {
  return new RegExp(`${option}(?![\\w-])`).test(help);
}

function placeOf({ document, line }: Block): string {
  return `${document}:${line}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
