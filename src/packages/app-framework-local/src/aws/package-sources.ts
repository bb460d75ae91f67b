import { runPython } from './run-python';

/** Settings of pip that say where packages come from and how to get there. */
const sources = new Set([
  'cert',
  'client-cert',
  'default-timeout',
  'extra-index-url',
  'find-links',
  'index-url',
  'keyring-provider',
  'no-index',
  'proxy',
  'retries',
  'timeout',
  'trusted-host',
]);

/** Lines such as `global.index-url='https://…'`. */
const setting = /^(.+)\.([a-z-]+)='(.*)'$/;
/** Where a setting can stand: the later wins. */
const places = ['global', 'install', ':env:'];

/** What this machine's pip is told of its sources, in files and environment, as environment variables. */
export async function packageSources(python: string, environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const own = Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('PYTHON')));
  const listed = await runPython("read pip's settings", python, ['-I', '-m', 'pip', 'config', 'list'], own);
  const settings = listed.split('\n').flatMap((line) => {
    const [, place = '', name = '', value = ''] = setting.exec(line) ?? [];
    return value && sources.has(name) ? [{ place, name, value }] : [];
  });
  const ordered = places.flatMap((place) => settings.filter((one) => one.place === place));
  return Object.fromEntries(ordered.map(({ name, value }) => [variableOf(name), oneLine(value)]));
}

function variableOf(name: string): string {
  return `PIP_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** A list has a line each in a file, and blanks between in a variable. */
function oneLine(value: string): string {
  return value
    .split('\\n')
    .filter((part) => part !== '')
    .join(' ');
}
