import type { ApprovalRequest } from '../approvals/approval-request';
import { invokeFunction } from '../aws/call-function';
import type { approvalsFunctionVariable } from '../commands/approval-commands';
import { serveEvents } from '../handlers/serve-events';
import { openJobs } from '../jobs/open-jobs';
import { createStopAll } from '../jobs/stop-all';
import { createForgottenTriggers } from '../kept-triggers/kept-triggers-table';
import type { TriggersEnvironment } from '../kept-triggers/open-kept-triggers';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { createChangeJobs } from './change-jobs';

/** The handler of events that end jobs, have them shown again, decided on, or run again. */
export function openJobChanges() {
  return openedLate(() => {
    const functionName = requiredVariable<typeof approvalsFunctionVariable>('APP_FRAMEWORK_APPROVALS_FUNCTION');
    const decide = (input: ApprovalRequest, remainingMilliseconds: () => number) =>
      invokeFunction({ functionName, input, timeoutMilliseconds: remainingMilliseconds() });
    const tableName = requiredVariable<keyof TriggersEnvironment>('TRIGGERS_TABLE_NAME');
    const jobs = openJobs();
    return serveEvents(
      createChangeJobs({
        ...jobs,
        stopAll: createStopAll(jobs),
        decide,
        triggers: createForgottenTriggers({ tableName }),
      }),
    );
  });
}
