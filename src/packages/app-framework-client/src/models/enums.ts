// smithy-typescript generated code
/**
 * @public
 * @enum
 */
export const Drafts = {
  /**
   * Nothing else does.
   */
  ONLY: "only",
  /**
   * They do, as others do.
   */
  RUN: "run",
  /**
   * They do not.
   */
  SKIP: "skip",
} as const;
/**
 * @public
 */
export type Drafts = (typeof Drafts)[keyof typeof Drafts];

/**
 * @public
 * @enum
 */
export const TriggerEvent = {
  /**
   * A command that somebody said to the bot.
   */
  COMMAND: "command",
  /**
   * A group of a merge queue.
   */
  MERGE_GROUP: "merge_group",
  /**
   * A pull request.
   */
  PULL_REQUEST: "pull_request",
  /**
   * A push.
   */
  PUSH: "push",
  /**
   * What somebody dispatched to a repository by the API.
   */
  REPOSITORY_DISPATCH: "repository_dispatch",
  /**
   * A time that has come.
   */
  SCHEDULE: "schedule",
  /**
   * A run of GitHub Actions that has ended.
   */
  WORKFLOW_RUN: "workflow_run",
} as const;
/**
 * @public
 */
export type TriggerEvent = (typeof TriggerEvent)[keyof typeof TriggerEvent];

/**
 * @public
 * @enum
 */
export const Forks = {
  /**
   * It waits until somebody who may write to the repository approves the commit. For pull requests only.
   */
  APPROVE: "approve",
  /**
   * It starts.
   */
  RUN: "run",
  /**
   * It does not.
   */
  SKIP: "skip",
} as const;
/**
 * @public
 */
export type Forks = (typeof Forks)[keyof typeof Forks];

/**
 * @public
 * @enum
 */
export const WhenFiltered = {
  /**
   * Nothing is posted.
   */
  NOTHING: "nothing",
  /**
   * It is concluded as skipped, which GitHub takes for passed.
   */
  SKIPPED: "skipped",
} as const;
/**
 * @public
 */
export type WhenFiltered = (typeof WhenFiltered)[keyof typeof WhenFiltered];

/**
 * @public
 * @enum
 */
export const RunOrSkip = {
  /**
   * It starts.
   */
  RUN: "run",
  /**
   * It does not.
   */
  SKIP: "skip",
} as const;
/**
 * @public
 */
export type RunOrSkip = (typeof RunOrSkip)[keyof typeof RunOrSkip];

/**
 * @public
 * @enum
 */
export const PermissionLevel = {
  /**
   * Look, change and administer; only some permissions have it.
   */
  ADMIN: "admin",
  /**
   * Look only.
   */
  READ: "read",
  /**
   * Look and change.
   */
  WRITE: "write",
} as const;
/**
 * @public
 */
export type PermissionLevel = (typeof PermissionLevel)[keyof typeof PermissionLevel];

/**
 * @public
 * @enum
 */
export const IntegrationStatus = {
  /**
   * The installation belongs to the user.
   */
  ACTIVE: "active",
  /**
   * The user, or your product, ended it.
   */
  REVOKED: "revoked",
  /**
   * Whoever showed that they control the account does so no more.
   */
  ROLE_LOST: "role-lost",
  /**
   * As active, and the installation is suspended at GitHub: the App can do nothing there until somebody ends that.
   */
  SUSPENDED: "suspended",
  /**
   * The App was removed from the account. Where it comes back, so does this.
   */
  UNINSTALLED: "uninstalled",
} as const;
/**
 * @public
 */
export type IntegrationStatus = (typeof IntegrationStatus)[keyof typeof IntegrationStatus];

/**
 * @public
 * @enum
 */
export const TriggerOutcome = {
  /**
   * It does if a changed file is meant: name them.
   */
  FILES_WANTED: "files wanted",
  /**
   * It does.
   */
  MATCHED: "matched",
  /**
   * It does not.
   */
  REFUSED: "refused",
} as const;
/**
 * @public
 */
export type TriggerOutcome = (typeof TriggerOutcome)[keyof typeof TriggerOutcome];
