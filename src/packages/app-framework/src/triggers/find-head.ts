import type { GitHubOutcome } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import { type FilesQuestion, saidLater } from './changed-files';

export interface HeadWanted {
  readonly branch: string;
  /** Asks about the repository; `contents: read` is enough. */
  readonly ask: (question: Pick<FilesQuestion, 'route' | 'parameters'>) => Promise<GitHubOutcome>;
  /** True where nobody asks again: then what GitHub does not say now is unknown. */
  readonly isLastAttempt: boolean;
}

export type Head =
  | { readonly kind: 'known'; readonly sha: string }
  | { readonly kind: 'none'; readonly reason: string };

/** The newest commit of a branch. @throws Error for what GitHub may say later, ComeAgainError where it says when */
export async function findHead({ branch, ask, isLastAttempt }: HeadWanted): Promise<Head> {
  const outcome = await ask({ route: 'GET /repos/{owner}/{repo}/branches/{branch}', parameters: { branch } });
  if (outcome.kind === 'answered') {
    const sha = field(field(outcome.data, 'commit'), 'sha');
    return typeof sha === 'string'
      ? { kind: 'known', sha }
      : { kind: 'none', reason: 'GitHub answered without a commit' };
  }
  return { kind: 'none', reason: saidLater(outcome, { what: `the head of ${branch}`, isLastAttempt }) };
}
