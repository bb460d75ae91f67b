import { invokeFunction } from '../aws/call-function';
import { requiredVariable } from '../lambda/environment';
import type { TendCollaborators } from './tend-jobs';

/** Environment of what looks after jobs, besides that of all that keeps them going. */
export interface TendEnvironment {
  /** What decides on jobs. */
  readonly APP_FRAMEWORK_APPROVALS_FUNCTION: string;
}

const longestCallMilliseconds = 20_000;

/** Has decisions on jobs carried on by the one function that may. @throws Error for a variable that is absent */
export function openCarryOn(): TendCollaborators['carryOnWaits'] {
  const functionName = requiredVariable<keyof TendEnvironment>('APP_FRAMEWORK_APPROVALS_FUNCTION');
  return (job, remainingMilliseconds) => {
    const timeoutMilliseconds = Math.min(longestCallMilliseconds, remainingMilliseconds());
    return invokeFunction({ functionName, input: { operation: 'carry-on', job }, timeoutMilliseconds });
  };
}
