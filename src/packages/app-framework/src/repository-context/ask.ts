import type { GitHubRoute } from '../github/github';
import type { GitHubAnswer, GitHubFailure, GitHubOutcome } from '../github/outcome';

/** A question about one repository: `owner` and `repo` are whoever's who asks it. */
export interface ContextQuestion {
  readonly route: GitHubRoute;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly format?: 'diff';
  /** Of an answer that is known: then what has not changed is answered with the status 304. */
  readonly etag?: string;
}

/** Asks GitHub about one repository. Nothing that GitHub answers is thrown. */
export type AskContext = (question: ContextQuestion) => Promise<GitHubOutcome>;

/** GitHub did not tell what was asked. `outcome` says how, and what to wait for. */
export class NotTold extends Error {
  override readonly name: string = 'NotTold';
  /** GitHub's status, where it answered. */
  readonly status: number | undefined;

  constructor(readonly outcome: GitHubFailure) {
    super(`${outcome.request} was asked, and GitHub did not tell (${outcome.kind}): ${outcome.message}`);
    this.status = outcome.status;
  }
}

/** @throws NotTold */
export function told(outcome: GitHubOutcome): GitHubAnswer {
  if (outcome.kind === 'answered') return outcome;
  throw new NotTold(outcome);
}
