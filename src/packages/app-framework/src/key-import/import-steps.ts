/** A step that is done, for people who watch. */
export interface StepDone {
  readonly step: string;
  readonly milliseconds: number;
}

/** A step did not succeed. The message says which and what came back; `cause` is the error itself. */
export class StepFailedError extends Error {
  override readonly name = 'StepFailedError';

  constructor(
    readonly step: string,
    cause: unknown,
  ) {
    super(`Could not ${step}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Collaborators of {@link createSteps}. */
export interface StepsCollaborators {
  readonly report: (done: StepDone) => void;
  readonly now: () => Date;
}

/** Runs a piece of work under a name that completes the sentences "… done" and "Could not …". */
export type RunStep = <T>(step: string, run: () => Promise<T> | T) => Promise<T>;

/**
 * Names and times the steps of a journey. Each is reported when it is done; one that fails throws {@link StepFailedError}.
 */
export function createSteps({ report, now }: StepsCollaborators): RunStep {
  return async (step, run) => {
    const startedAt = now().getTime();
    const result = await attempt(step, run);
    try {
      report({ step, milliseconds: now().getTime() - startedAt });
    } catch {
      // What is done is done, whether or not anybody can be told: a failure here would undo a step that succeeded.
    }
    return result;
  };
}

async function attempt<T>(step: string, run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new StepFailedError(step, cause);
  }
}
