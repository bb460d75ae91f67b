import { serveEvents } from '../handlers/serve-events';
import { beginsFromEnvironment } from '../jobs/open-jobs';
import { openKeptTriggers } from '../kept-triggers/open-kept-triggers';
import { readWebhookConnection } from '../lambda/webhook-connection';
import { askFromEnvironment } from '../progress/ask-from-environment';
import { createDecisionRecords } from '../triggers/decisions-table';
import { createStartWorkflows } from './start-workflows';
import { createWorkflowSource } from './workflow-table';

/** The handler that all events for triggers go to. */
export function openWorkflows() {
  const jobs = beginsFromEnvironment();
  const { tableName } = readWebhookConnection();
  return serveEvents(
    createStartWorkflows({
      offered: createWorkflowSource({ tableName }),
      kept: openKeptTriggers(),
      record: createDecisionRecords({ tableName }),
      begin: jobs.begin,
      skip: jobs.skip,
      ask: {
        contents: askFromEnvironment({ contents: 'read' }),
        pull_requests: askFromEnvironment({ pull_requests: 'read' }),
      },
    }),
  );
}
