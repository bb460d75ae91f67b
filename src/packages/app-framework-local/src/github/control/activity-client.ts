import type {
  CheckRunRequest,
  CheckSuiteRequest,
  CommentChange,
  IssueChange,
  NewComment,
  NewCommitComment,
  NewIssue,
  NewPull,
  NewPush,
  NewReview,
  NewReviewComment,
  PullMerge,
  RepositoryChange,
} from './activity-shapes';
import * as shapes from './activity-shapes';
import type { ControlCall } from './control-call';
import { nothing, repositoryView } from './control-shapes';

/** The part of the control client for what people do. `repository` is `<owner>/<name>` everywhere. */
export function activityControl({ send, make, set }: ControlCall) {
  return {
    changeRepository: (change: RepositoryChange) =>
      send('PATCH', '/repositories', { body: change, answer: repositoryView }),
    removeRepository: async (repository: string): Promise<void> =>
      void (await send('DELETE', '/repositories', { body: { repository }, answer: nothing })),
    openIssue: (issue: NewIssue) => make('/issues', issue, shapes.issueView),
    /** Of a pull request, too. */
    changeIssue: (change: IssueChange) => send('PATCH', '/issues', { body: change, answer: shapes.issueView }),
    /** On an issue or a pull request. */
    comment: (comment: NewComment) => make('/comments', comment, shapes.commentView),
    commentOnCommit: (comment: NewCommitComment) => make('/commit-comments', comment, shapes.commentView),
    /** In the diff of a pull request. */
    commentOnDiff: (comment: NewReviewComment) => make('/review-comments', comment, shapes.commentView),
    /** Submitted at once: a comment unless the event says otherwise. */
    review: (review: NewReview) => make('/reviews', review, shapes.commentView),
    changeReview: (change: CommentChange) => send('PATCH', '/reviews', { body: change, answer: shapes.commentView }),
    /** Who reacted how to what has this node id, in the order in which they did. */
    reactions: async (nodeId: string) =>
      (await send('GET', `/reactions?subject=${encodeURIComponent(nodeId)}`, { answer: shapes.reactionsView }))
        .reactions,
    /** Of any kind. */
    changeComment: (change: CommentChange) => send('PATCH', '/comments', { body: change, answer: shapes.commentView }),
    removeComment: async (id: number): Promise<void> =>
      void (await send('DELETE', '/comments', { body: { id }, answer: nothing })),
    /** One commit on a branch, which is made when it is not there. */
    push: (push: NewPush) => make('/pushes', push, shapes.pushView),
    openPull: (pull: NewPull) => make('/pulls', pull, shapes.pullView),
    /** Somebody wants it to run again. */
    rerequestCheckRun: (request: Omit<CheckRunRequest, 'identifier' | 'button'>) => set('/check-run-requests', request),
    /** Somebody wants all check runs of an App on a commit to run again, by the id of their suite. */
    rerequestCheckSuite: (request: CheckSuiteRequest) => set('/check-suite-requests', request),
    /** Somebody presses a button that it shows, or the one of an identifier, though it may be gone: their page is old. */
    requestCheckRunAction: (
      request: CheckRunRequest & ({ readonly identifier: string } | { readonly button: string }),
    ) => set('/check-run-requests', request),
    /** Posts GitHub's `ping` to the App. */
    ping: (appId: number) => set(`/apps/${appId}/pings`, {}),
    /** Somebody revokes the App's authorization to act for them. */
    revokeAuthorization: (appId: number, sender: string) => set(`/apps/${appId}/revocations`, { sender }),
    mergePull: (merge: PullMerge) => make('/merges', merge, shapes.issueView),
  };
}
