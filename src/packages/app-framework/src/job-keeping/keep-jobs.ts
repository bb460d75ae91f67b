import { type QueueContext, serveEach } from '../aws/serve-batch';
import type { OpenJobs } from '../jobs/open-jobs';
import { openedLate } from '../lambda/opened-late';
import { createFollowExecutions } from './follow-executions';
import { createOperateJobs } from './operate-jobs';
import { createOvertake } from './overtake';
import { createTendJobs } from './tend-jobs';

/** The functions that neither hear of GitHub nor speak to it. */
export function createKeepJobs(open: OpenJobs) {
  return {
    follow: openedLate(() => {
      const { statusQueueUrl, ...opened } = open();
      const work = createFollowExecutions({ ...opened, overtake: createOvertake(opened) });
      return serveEach({ queueUrl: statusQueueUrl, work });
    }),
    tend: openedLate(() => {
      const tend = createTendJobs(open());
      return (event: unknown, context: QueueContext) => tend(event, () => context.getRemainingTimeInMillis());
    }),
    operate: openedLate(() => {
      const operate = createOperateJobs(open());
      return (asked: unknown, context: QueueContext) => operate(asked, () => context.getRemainingTimeInMillis());
    }),
  };
}
