import { hidden } from '../handlers/hidden-mark';
import { field } from '../lambda/parsed-json';
import type { Finding } from '../security-findings/finding';
import { listIn, textIn } from '../security-verdicts/ask-github';
import { findingLines } from './finding-text';
import { type IssueCollaborators, isOurs } from './tracking-issue';

export interface PullTold {
  readonly number: number;
  readonly sha: string;
  /** What the pull request brings. */
  readonly findings: readonly Finding[];
}

const mark = hidden('findings');

/** Keeps one comment in a pull request that lists what it brings, and is edited as that changes. */
export function createTellPull(
  collaborators: Pick<IssueCollaborators, 'octokit' | 'ask' | 'write' | 'place' | 'appId' | 'telling'>,
) {
  const { octokit, ask, write, place, appId, telling } = collaborators;

  return async function tell({ number, sha, findings }: PullTold): Promise<string> {
    const asked = await ask.all('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...{ ...place, issue_number: number },
    });
    if (asked.kind === 'refused') return `the comments were refused: ${asked.message}`;
    const comment = listIn(asked.data).find((one) => isOurs(one, appId) && textIn(one, 'body').endsWith(mark));
    const id = field(comment, 'id');
    if (findings.length === 0 && typeof id !== 'number') return 'there is nothing to tell';
    const text =
      findings.length === 0
        ? `As of ${sha} nothing that this pull request brought is open any more.`
        : `As of ${sha} this pull request brings:\n\n${findingLines(findings, telling)}`;
    const body = `${text}\n\n${mark}`;
    if (textIn(comment, 'body') === body) return 'it is told already';
    if (typeof id === 'number') {
      await write('change', () => octokit.rest.issues.updateComment({ ...place, comment_id: id, body }));
      return 'the comment was edited';
    }
    await write('creation', () => octokit.rest.issues.createComment({ ...place, issue_number: number, body }));
    return 'a comment was written';
  };
}
