import { serveEvents } from '../handlers/serve-events';
import { beginsFromEnvironment } from '../jobs/open-jobs';
import { openKeptTriggers } from '../kept-triggers/open-kept-triggers';
import { requiredVariable } from '../lambda/environment';
import { openedLate } from '../lambda/opened-late';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { askFromEnvironment } from '../progress/ask-from-environment';
import { openScheduledStarts, type TickEnvironment } from '../scheduled-starts/open-scheduled-starts';
import { createDecisionRecords } from '../triggers/decisions-table';
import { createStartWorkflows } from './start-workflows';
import { createWorkflowSource } from './workflow-table';

/** The functions of this code. */
export function openWorkflows() {
  const startScheduled = openedLate(() =>
    openScheduledStarts(
      createWorkflowSource({ tableName: requiredVariable<keyof TickEnvironment>('LEDGER_TABLE_NAME') }),
    ),
  );
  return { start: openedLate(startFromEnvironment), startScheduled };
}

/** The handler that all events for triggers go to. */
function startFromEnvironment() {
  const jobs = beginsFromEnvironment();
  const { tableName } = readWebhookConnection();
  return serveEvents(
    createStartWorkflows({
      offered: createWorkflowSource({ tableName }),
      kept: openKeptTriggers(),
      record: createDecisionRecords({ tableName }),
      lost: jobs.lost,
      begin: jobs.begin,
      skip: jobs.skip,
      ask: {
        contents: askFromEnvironment({ contents: 'read' }),
        pull_requests: askFromEnvironment({ pull_requests: 'read' }),
      },
    }),
  );
}
