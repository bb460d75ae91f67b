import { mayPassForNewKey } from '../app-tokens/new-key-refusal';

/** How long KMS has to know a new key everywhere. */
const PATIENCE_MILLISECONDS = 5 * 60_000;
const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 10_000;

/** A step waits for KMS to know the new key. For people who watch; a step that goes on waiting tells it before each pause. */
export interface StepWaiting {
  readonly step: string;
  /** What KMS said last. */
  readonly reason: string;
  readonly waitedMilliseconds: number;
  readonly patienceMilliseconds: number;
}

/** Collaborators of {@link createNewKeyPatience}. */
export interface NewKeyPatienceCollaborators {
  readonly now: () => Date;
  /** Ends early, with the reason, where the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly reportWaiting?: (waiting: StepWaiting) => void;
  readonly signal?: AbortSignal;
  /** Five minutes by default. */
  readonly patienceMilliseconds?: number;
}

/** KMS does not sign with the key that was just imported. */
export class KmsRefusedError extends Error {
  override readonly name = 'KmsRefusedError';

  constructor(
    message: string,
    /** Whether KMS says so about keys that it does not know everywhere yet. */
    readonly mayPass: boolean,
  ) {
    super(message);
  }
}

/** Repeats what KMS refuses because it may not know the new key yet, with growing pauses. */
export type WithPatience = <T>(step: string, run: () => Promise<T>) => Promise<T>;

/** The time runs from here on, for all steps together. The last refusal is thrown as it came. */
export function createNewKeyPatience(collaborators: NewKeyPatienceCollaborators): WithPatience {
  const { now, wait, reportWaiting, signal, patienceMilliseconds = PATIENCE_MILLISECONDS } = collaborators;
  const begun = now().getTime();
  const waited = () => now().getTime() - begun;

  return async (step, run) => {
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
      try {
        return await run();
      } catch (error) {
        if (!mayPass(error) || waited() + pause > patienceMilliseconds) throw error;
        tell(reportWaiting, {
          step,
          reason: error instanceof Error ? error.message : String(error),
          waitedMilliseconds: waited(),
          patienceMilliseconds,
        });
      }
      await wait(pause, signal);
    }
  };
}

function mayPass(error: unknown): boolean {
  return error instanceof KmsRefusedError ? error.mayPass : mayPassForNewKey(error);
}

function tell(report: NewKeyPatienceCollaborators['reportWaiting'], waiting: StepWaiting): void {
  try {
    report?.(waiting);
  } catch {
    // Whether anybody can be told does not decide whether the key is known.
  }
}
