/** How a run ended, for scripts. Documented in the help and in `runbooks/`. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  retryLater: 5,
  partlyDone: 6,
} as const;

/** Number that the process ends with. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The list for people, below every help text. */
export const exitCodesHelp = `
Exit codes:
  0  done
  1  failed for another reason than those below
  2  the command line is wrong; nothing was done
  3  something that was named does not exist
  4  refused, or not allowed
  5  try again later (throttled, not reachable)
  6  partly done; the output says what is left to do`;
