/** What is wrong, in words for whoever operates the deployment. */
export interface Finding {
  readonly what: string;
  /** The one thing to do about it. */
  readonly todo: string;
  /** What does it, without the name of this tool; absent where it is done by hand. */
  readonly command?: string;
  /** Where it is done, or where more is told. */
  readonly link?: string;
}

/** What one look came to. Nothing in it: all is fine. */
export interface Look {
  readonly findings?: readonly Finding[];
  /** What could not be looked at, and why. */
  readonly unseen?: readonly string[];
  /** Why there is nothing to look at here. */
  readonly notHere?: string;
  /** What to know besides. */
  readonly note?: string;
}

/** `wrong` where something was found, `unknown` where something could not be looked at, `none` where there is nothing to look at. */
export type CheckState = 'fine' | 'wrong' | 'unknown' | 'none';

/** What became of a check. */
export interface CheckResult extends Look {
  readonly check: string;
  readonly about: string;
  readonly state: CheckState;
}
