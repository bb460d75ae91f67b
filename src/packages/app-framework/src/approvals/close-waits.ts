import { logInfo } from '../lambda/logger';
import type { AskedApprovals } from './asked-approvals-table';
import { isOpen } from './carry-on-waits';
import type { IsTaskOpen } from './task-machine';

export interface CloseCollaborators {
  readonly asked: Pick<AskedApprovals, 'of' | 'sent'>;
  readonly isTaskOpen: IsTaskOpen;
  readonly now?: () => Date;
}

export type CloseWaits = ReturnType<typeof createCloseWaits>;

/**
 * Notes which steps wait no more, though nobody decided: their execution went on without them, as it does where another branch fails and that is
 * caught. Nobody tells of that, so that each is asked about.
 */
export function createCloseWaits({ asked, isTaskOpen, now = () => new Date() }: CloseCollaborators) {
  /** @throws AwsCallError */
  return async function close(jobId: string, remainingMilliseconds: () => number): Promise<void> {
    for (const one of await asked.of(jobId, remainingMilliseconds)) {
      if (!isOpen(one, now()) || (await isTaskOpen(one.token, remainingMilliseconds))) continue;
      await asked.sent(jobId, one, remainingMilliseconds);
      logInfo('a step waits no more, and nobody decided', { job: jobId, name: one.name });
    }
  };
}
