import { AwsCallError, patientCall } from '../aws/patient-call';

export type AnswerTask = typeof answerTask;

export type TaskAnswer =
  | { readonly kind: 'success'; readonly output: object }
  | { readonly kind: 'failure'; readonly error: string; readonly cause: string };

/** `gone or taken`: an earlier try was not answered, and may be what it was taken by. */
export type TaskOutcome = 'taken' | 'gone' | 'gone or taken';

/** What is no token any more: its step has gone on, or its execution has ended. */
const absences = ['TaskDoesNotExist', 'TaskTimedOut'];

export type IsTaskOpen = typeof isTaskOpen;

/** Whether a step still waits with this token. To say that somebody is at it changes nothing where it has no heartbeat. @throws AwsCallError */
export async function isTaskOpen(taskToken: string, remainingMilliseconds: () => number): Promise<boolean> {
  try {
    const target = 'AWSStepFunctions.SendTaskHeartbeat';
    await patientCall({ service: 'states', target, input: { taskToken }, remainingMilliseconds });
    return true;
  } catch (error) {
    if (!isOver(error)) throw error;
    return false;
  }
}

/** Has an execution go on that waits with this token, or its step fail. @throws AwsCallError */
export async function answerTask(
  taskToken: string,
  answer: TaskAnswer,
  remainingMilliseconds: () => number,
): Promise<TaskOutcome> {
  const [operation, input] =
    answer.kind === 'success'
      ? ['SendTaskSuccess', { taskToken, output: JSON.stringify(answer.output) }]
      : ['SendTaskFailure', { taskToken, error: answer.error, cause: answer.cause }];
  try {
    await patientCall({ service: 'states', target: `AWSStepFunctions.${operation}`, input, remainingMilliseconds });
    return 'taken';
  } catch (error) {
    if (!isOver(error)) throw error;
    return error.mayBeDone ? 'gone or taken' : 'gone';
  }
}

function isOver(error: unknown): error is AwsCallError {
  return error instanceof AwsCallError && absences.includes(error.code);
}
