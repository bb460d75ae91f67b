import { parsedConfig } from '../event-context/config-text';
import { type ConfigProblem, readSecurityConfig, type SecurityConfig } from './config-cells';

/** What is wrong, and in which line as far as that can be told. */
export interface PlacedProblem extends ConfigProblem {
  /** From 1. */
  readonly line: number;
}

export interface ReadFile extends Omit<SecurityConfig, 'problems'> {
  readonly problems: readonly PlacedProblem[];
}

/** Whether something stands there that does not count. */
export function isFaulty({ problems }: ReadFile): boolean {
  return problems.some(({ level }) => level === 'failure');
}

/** What a file says about security alerts. One that says nothing that can be read leaves everything as it is without it. */
export async function readConfigFile(text: string): Promise<ReadFile> {
  const parsed = await parsedConfig(text);
  if ('problem' in parsed) {
    const line = Number(/\((\d+):\d+\)/.exec(parsed.problem)?.[1] ?? 1);
    const message = `The file cannot be read: ${parsed.problem}.`;
    return { part: {}, repositories: 'strengthen', problems: [{ path: [], message, level: 'failure', line }] };
  }
  const { problems, ...read } = readSecurityConfig(parsed.value);
  const lines = text.split('\n');
  return { ...read, problems: problems.map((problem) => ({ ...problem, line: lineOf(lines, problem.path) })) };
}

/** Where the members of a path begin, each after the one around it. */
function lineOf(lines: readonly string[], path: readonly string[]): number {
  let at = 0;
  for (const name of path) {
    const found = lines.findIndex((line, index) => index >= at && begins(line, name));
    if (found < 0) break;
    at = found;
  }
  return Math.min(at + 1, Math.max(1, lines.length));
}

/** True where a line holds `name:`, with quotes or without. */
function begins(line: string, name: string): boolean {
  // A member may be called nothing, which is found at the end of a line for ever.
  for (let at = line.indexOf(name); at >= 0 && at < line.length; at = line.indexOf(name, at + 1)) {
    const [before, after] = [line.slice(0, at), line.slice(at + name.length)];
    if (/(^|[\s{,"'])$/.test(before) && /^["']?\s*:/.test(after)) return true;
  }
  return false;
}
