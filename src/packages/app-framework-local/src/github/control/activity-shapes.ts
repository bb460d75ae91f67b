import { type FromShape, flag, listOf, mapOf, object, oneOf, optional, shapeBy, text, wholeNumber } from './json-shape';

/** What people do, and what they get back. `repository` is `<owner>/<name>`. */
export const repositoryChange = object({
  repository: text,
  name: optional(text),
  owner: optional(text),
  private: optional(flag),
  archived: optional(flag),
  sender: optional(text),
});
export const repositoryRemoval = object({ repository: text, sender: optional(text) });

const association = oneOf(
  'COLLABORATOR',
  'CONTRIBUTOR',
  'FIRST_TIMER',
  'FIRST_TIME_CONTRIBUTOR',
  'MANNEQUIN',
  'MEMBER',
  'NONE',
  'OWNER',
);
const state = oneOf('open', 'closed');
/** A file's text; `null` removes the file. */
const fileText = shapeBy<string | null>((value, at) =>
  typeof value === 'string' || value === null ? undefined : `${at} must be a text or null`,
);

export const newIssue = object({
  repository: text,
  title: text,
  body: optional(text),
  labels: optional(listOf(text)),
  association: optional(association),
  sender: optional(text),
});
export const issueChange = object({
  repository: text,
  number: wholeNumber,
  title: optional(text),
  body: optional(text),
  state: optional(state),
  locked: optional(flag),
  labels: optional(listOf(text)),
  sender: optional(text),
});
export const issueView = object({ id: wholeNumber, number: wholeNumber, state });

export const newComment = object({
  repository: text,
  number: wholeNumber,
  body: text,
  association: optional(association),
  sender: optional(text),
});
export const commentChange = object({ id: wholeNumber, body: text, sender: optional(text) });
export const commentRemoval = object({ id: wholeNumber, sender: optional(text) });
/** Whatever somebody wrote. */
export const commentView = object({ id: wholeNumber, nodeId: text });

/** On the head of the default branch unless a commit is named. */
export const newCommitComment = object({
  repository: text,
  body: text,
  ref: optional(text),
  path: optional(text),
  association: optional(association),
  sender: optional(text),
});
export const newReviewComment = object({
  repository: text,
  number: wholeNumber,
  body: text,
  path: text,
  line: optional(wholeNumber),
  association: optional(association),
  sender: optional(text),
});
export const newReview = object({
  repository: text,
  number: wholeNumber,
  body: optional(text),
  event: optional(oneOf('APPROVE', 'REQUEST_CHANGES', 'COMMENT')),
  association: optional(association),
  sender: optional(text),
});
export const reactionsView = object({ reactions: listOf(object({ content: text, login: text })) });

/** On the default branch unless another is named, which is made when it is not there. */
export const newPush = object({
  repository: text,
  files: mapOf(fileText),
  branch: optional(text),
  message: optional(text),
  sender: optional(text),
});
export const pushView = object({ sha: text, before: text });

export const newPull = object({
  repository: text,
  title: text,
  head: text,
  /** Full name of the repository that it comes from, where that is another one. */
  fork: optional(text),
  base: optional(text),
  body: optional(text),
  association: optional(association),
  sender: optional(text),
});
export const pullView = object({ id: wholeNumber, number: wholeNumber, headSha: text });
export const pullMerge = object({ repository: text, number: wholeNumber, sender: optional(text) });

export const checkRunRequest = object({
  id: wholeNumber,
  button: optional(text),
  identifier: optional(text),
  sender: optional(text),
});
/** `id` is that of the suite, as its check runs tell it. */
export const checkSuiteRequest = object({ id: wholeNumber, sender: optional(text) });
export const senderOnly = object({ sender: optional(text) });

export type CheckRunRequest = FromShape<typeof checkRunRequest>;
export type CheckSuiteRequest = FromShape<typeof checkSuiteRequest>;
export type NewIssue = FromShape<typeof newIssue>;
export type IssueChange = FromShape<typeof issueChange>;
export type NewComment = FromShape<typeof newComment>;
export type CommentChange = FromShape<typeof commentChange>;
export type NewCommitComment = FromShape<typeof newCommitComment>;
export type NewReviewComment = FromShape<typeof newReviewComment>;
export type NewReview = FromShape<typeof newReview>;
export type NewPush = FromShape<typeof newPush>;
export type NewPull = FromShape<typeof newPull>;
export type PullMerge = FromShape<typeof pullMerge>;
export type RepositoryChange = FromShape<typeof repositoryChange>;
