// smithy-typescript generated code
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
