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
    try {
      const result = await run();
      report({ step, milliseconds: now().getTime() - startedAt });
      return result;
    } catch (cause) {
      throw new StepFailedError(step, cause);
    }
  };
}
