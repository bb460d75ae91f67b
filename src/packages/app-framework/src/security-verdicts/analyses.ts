import { field } from '../lambda/parsed-json';
import type { Finding } from '../security-findings/finding';
import { type AskGitHub, listIn, textIn } from './ask-github';
import type { Place } from './open-findings';
import type { Target } from './targets';

/** A commit, where code scanning may have looked at it. */
export type Looked = Pick<Target, 'ref' | 'sha'>;

/**
 * Tells what code scanning has looked at. For a tool and a category the newest result of a ref counts, and only where it is of the commit: what
 * another head had, another tool found, or a run that failed says nothing of it.
 */
export function createAnalyses({ ask: { ask }, place }: { readonly ask: AskGitHub; readonly place: Place }) {
  const merged = new Map<string, Promise<string>>();

  return async function analysesOf(looked: Looked): Promise<(finding: Finding) => boolean> {
    const asked = await ask('GET /repos/{owner}/{repo}/code-scanning/analyses', {
      ...{ ...place, ref: looked.ref, per_page: 100 },
    });
    const results = listIn(asked.kind === 'answered' ? asked.data : []).filter((one) => textIn(one, 'error') === '');
    const newest = new Map(results.toReversed().map((one) => [keyOf(one), textIn(one, 'commit_sha')]));
    const ofIt = new Set<string>();
    const tools = new Set<string>();
    for (const [key, commit] of newest) {
      if (!(await isOf(commit, looked))) continue;
      ofIt.add(key);
      tools.add(toolIn(key));
    }
    return ({ tool = '', category }) => (category === undefined ? tools.has(tool) : ofIt.has(key(tool, category)));
  };

  /**
   * A pull request is looked at as what GitHub would merge, and that is made anew whenever the base moves on. What it merged is asked of the commit:
   * right after a push the pull request still names that of the head before.
   */
  async function isOf(commit: string, { ref, sha }: Looked): Promise<boolean> {
    if (commit === sha) return true;
    if (commit === '' || !ref.endsWith('/merge')) return false;
    const known = merged.get(commit) ?? headMergedBy(commit);
    merged.set(commit, known);
    return (await known) === sha;
  }

  /** The second parent of what GitHub merges to try it. */
  async function headMergedBy(commit_sha: string): Promise<string> {
    const asked = await ask('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { ...place, commit_sha });
    const parents = asked.kind === 'answered' ? listIn(field(asked.data, 'parents')) : [];
    return parents.length === 2 ? textIn(parents[1], 'sha') : '';
  }
}

function keyOf(analysis: unknown): string {
  return key(textIn(analysis, 'tool', 'name'), textIn(analysis, 'category') || textIn(analysis, 'analysis_key'));
}

function key(tool: string, category: string): string {
  return `${tool}\n${category}`;
}

function toolIn(key: string): string {
  return key.slice(0, key.indexOf('\n'));
}
