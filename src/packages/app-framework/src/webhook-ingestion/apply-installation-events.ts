import type { AppTable } from '../app-tokens/app-table';
import type { EventContext } from '../handlers/serve-events';
import type { createApplyEvent } from '../installations/apply-event';
import { logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { countedOfPlatform } from '../metrics/platform-metric';

export interface InstallationEventCollaborators {
  readonly appTable: Pick<AppTable, 'getApp'>;
  readonly applyEvent: ReturnType<typeof createApplyEvent>;
  readonly now?: () => Date;
}

/**
 * Keeps the installation table current. An event is told the time of this try: what is replayed is old news, and must not bring back an
 * installation that has ended since.
 */
export function createApplyInstallationEvents(collaborators: InstallationEventCollaborators) {
  const { appTable, applyEvent, now = () => new Date() } = collaborators;

  return async function apply({ event, payload, delivery, logger, doNotRetry }: EventContext): Promise<void> {
    const named = field(field(payload, 'installation'), 'app_id');
    if (named !== undefined && named !== delivery.app_id) {
      return doNotRetry(`The payload is about App ${named}, and was signed with the secret of App ${delivery.app_id}.`);
    }
    if (!(await appTable.getApp(delivery.app_id))) {
      return logger.info('App has no row: its installations are not kept', { appId: delivery.app_id });
    }
    const outcome = await applyEvent({ name: event, payload, receivedAt: now() });
    const told = { outcome, appId: delivery.app_id, installation: delivery.installation?.id };
    logger.info('installation event applied', told);
    if (outcome === 'removed')
      logRecord('installation ended', { ...told, ...countedOfPlatform({ InstallationDeleted: 1 }) });
  };
}
