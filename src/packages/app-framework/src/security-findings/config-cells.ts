import { cutText } from '../lambda/cut-text';
import { type Action, actions, type Severity, type Source, severities, sources } from './finding';
import { isSeverity, isSource, type PartOfPolicy, possible } from './policy';

/** What is wrong in a configuration, and where. */
export interface ConfigProblem {
  /** Names of the members that lead there. */
  readonly path: readonly string[];
  readonly message: string;
  /** `failure` where something does not count that was written, `warning` where it counts and does nothing. */
  readonly level: 'failure' | 'warning';
}

export interface SecurityConfig {
  readonly part: PartOfPolicy;
  /** What the repositories of an organisation may do with what its own file says. */
  readonly repositories: 'strengthen' | 'replace';
  readonly problems: readonly ConfigProblem[];
}

type Cells = { [Name in Source]?: { [Level in Severity]?: readonly Action[] } };

const longestShown = 60;
const mostProblems = 50;

/** The part `security` of a file. Each set of actions counts for itself: one that is wrong takes no other with it. */
export function readSecurityConfig(value: unknown): SecurityConfig {
  const problems: ConfigProblem[] = [];
  const part: Cells = {};
  let repositories: SecurityConfig['repositories'] = 'strengthen';
  const wrong = (path: readonly string[], message: string) => {
    if (problems.length < mostProblems) problems.push({ path, message, level: 'failure' });
  };
  const members = membersOf(value);
  if (members === undefined) wrong([], 'The file must be an object with the member security.');
  const security = members?.security;
  if (security !== undefined && membersOf(security) === undefined) wrong(['security'], 'security must be an object.');

  for (const [name, levels] of Object.entries(membersOf(security) ?? {})) {
    const path = ['security', name];
    if (name === 'repositories') {
      if (levels === 'strengthen' || levels === 'replace') repositories = levels;
      else wrong(path, 'repositories must be strengthen or replace.');
    } else if (!isSource(name))
      wrong(path, `${shown(name)} is not known: there are ${sources.join(', ')} and repositories.`);
    else if (membersOf(levels) === undefined) wrong(path, `${name} must be an object with ${severities.join(', ')}.`);
    else part[name] = cellsOf(name, levels);
  }
  return { part, repositories, problems };

  function cellsOf(source: Source, levels: unknown): Cells[Source] {
    const cells: Cells[Source] = {};
    for (const [level, asked] of Object.entries(membersOf(levels) ?? {})) {
      const path = ['security', source, level];
      if (!isSeverity(level)) {
        wrong(path, `${shown(level)} is no severity: there are ${severities.join(', ')}.`);
        continue;
      }
      const read = actionsIn(asked);
      if (typeof read === 'string') {
        wrong(path, read);
        continue;
      }
      cells[level] = read;
      const idle = read.filter((action) => !possible[source].includes(action));
      if (idle.length > 0 && problems.length < mostProblems) {
        const message = `${idle.join(', ')} can do nothing about ${source}: ${possible[source].join(', ')} can.`;
        problems.push({ path, message, level: 'warning' });
      }
    }
    return cells;
  }
}

/** A list of actions, or what is wrong with it. */
function actionsIn(asked: unknown): readonly Action[] | string {
  if (!Array.isArray(asked) || asked.length === 0) return `Give a list of actions: ${actions.join(', ')}.`;
  const odd: unknown = asked.find((one) => !actions.some((action) => action === one));
  if (odd !== undefined) return `${shown(odd)} is no action: there are ${actions.join(', ')}.`;
  const known = actions.filter((action) => asked.includes(action));
  if (known.length !== asked.length) return 'An action stands there twice.';
  return known.includes('ignore') && known.length > 1 ? 'ignore stands alone, or not at all.' : known;
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** A few of somebody else's words. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > longestShown ? `${cutText(text, longestShown)}…` : text;
}
