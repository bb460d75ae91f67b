import type { Act } from '../events/actor';
import { pullBody } from '../pulls/pull-body';
import type { World } from '../world/world';
import { commentBody, issueBody, repositoryUrl } from './issue-body';
import type { Comment, Issue, NewIssue } from './issues';
import { type Label, labelBody } from './labels';
import type { NewRemark } from './remarks';

export interface IssueEdit {
  readonly title?: string;
  readonly body?: string | null;
  readonly state?: 'open' | 'closed';
}

/** What somebody writes, whoever that is. */
export type NewBy<T extends { readonly author: unknown }> = Omit<T, 'author'>;

/** What can happen to issues, their labels and comments, and the events that it causes. */
export function createIssueActs(world: World) {
  const { announce, clock, git, issues } = world;

  /** GitHub tells of a pull request's own changes as `pull_request`, of comments on it as `issue_comment`. */
  function tell(issue: Issue, act: Act, members: object): void {
    const { repository, pull } = issue;
    if (pull === undefined) {
      announce.inRepository({
        event: 'issues',
        repository,
        act,
        members: { ...members, issue: issueBody(issue, act.base) },
      });
      return;
    }
    const body = pullBody({ issue, pull, git }, act.base);
    announce.inRepository({
      event: 'pull_request',
      repository,
      act,
      members: { ...members, number: issue.number, pull_request: body },
    });
  }

  function tellOfComment(comment: Comment, act: Act, members: object): void {
    const { issue } = comment;
    announce.inRepository({
      event: 'issue_comment',
      repository: issue.repository,
      act,
      members: { ...members, issue: issueBody(issue, act.base), comment: commentBody(comment, act.base) },
    });
  }

  function setState(issue: Issue, state: 'open' | 'closed', act: Act): void {
    if (issue.state === state) return;
    const isClosing = state === 'closed';
    issues.change(issue, {
      state,
      closedAt: isClosing ? clock.milliseconds() : undefined,
      closedBy: isClosing ? act.actor : undefined,
    });
    tell(issue, act, { action: isClosing ? 'closed' : 'reopened' });
  }

  return {
    open(asked: NewBy<NewIssue>, act: Act): Issue {
      const issue = issues.create({ ...asked, author: act.actor });
      tell(issue, act, { action: 'opened' });
      return issue;
    },
    edit(issue: Issue, { title = issue.title, body = issue.body, state }: IssueEdit, act: Act): void {
      const changes = {
        ...(title === issue.title ? {} : { title: { from: issue.title } }),
        ...(body === issue.body ? {} : { body: { from: issue.body ?? '' } }),
      };
      if (Object.keys(changes).length > 0) {
        issues.change(issue, { title, body });
        tell(issue, act, { action: 'edited', changes });
      }
      if (state !== undefined) setState(issue, state, act);
    },
    lock(issue: Issue, isLocked: boolean, act: Act): void {
      if (issue.isLocked === isLocked) return;
      issues.change(issue, { isLocked });
      tell(issue, act, { action: isLocked ? 'locked' : 'unlocked' });
    },
    setLabels(issue: Issue, labels: readonly Label[], act: Act): void {
      const before = issue.labels;
      issues.change(issue, { labels });
      const bodyOf = (label: Label) => labelBody(label, repositoryUrl(issue.repository, act.base));
      for (const label of labels.filter((one) => !before.includes(one))) {
        tell(issue, act, { action: 'labeled', label: bodyOf(label) });
      }
      for (const label of before.filter((one) => !labels.includes(one))) {
        tell(issue, act, { action: 'unlabeled', label: bodyOf(label) });
      }
    },
    comment(issue: Issue, asked: NewBy<NewRemark>, act: Act): Comment {
      const comment = issues.comment(issue, { ...asked, author: act.actor });
      tellOfComment(comment, act, { action: 'created' });
      return comment;
    },
    editComment(comment: Comment, body: string, act: Act): void {
      const from = comment.body;
      if (from === body) return;
      issues.changeComment(comment, body);
      tellOfComment(comment, act, { action: 'edited', changes: { body: { from } } });
    },
    removeComment(comment: Comment, act: Act): void {
      issues.removeComment(comment);
      tellOfComment(comment, act, { action: 'deleted' });
    },
    /** For acts on pull requests that are none on issues. */
    tell,
  };
}
