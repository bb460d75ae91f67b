import type { GitHubOutcome } from '../github/outcome';
import { field } from '../lambda/parsed-json';
import type { FilesQuestion } from './changed-files';

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

/** The newest commit of a branch. @throws Error for what GitHub may say later */
export async function findHead({ branch, ask, isLastAttempt }: HeadWanted): Promise<Head> {
  const outcome = await ask({ route: 'GET /repos/{owner}/{repo}/branches/{branch}', parameters: { branch } });
  if (outcome.kind === 'answered') {
    const sha = field(field(outcome.data, 'commit'), 'sha');
    return typeof sha === 'string'
      ? { kind: 'known', sha }
      : { kind: 'none', reason: 'GitHub answered without a commit' };
  }
  const said = `${outcome.request}: ${outcome.kind}, ${outcome.message}`;
  const isForGood = ['not-found', 'forbidden', 'unprocessable'].includes(outcome.kind);
  if (isForGood || isLastAttempt) return { kind: 'none', reason: said };
  throw new Error(
    `The head of ${branch} was asked for, and GitHub did not say which it is: ${said}. It is asked again.`,
  );
}
