import type { Act } from '../events/actor';
import type { World } from '../world/world';
import { alertBody, refOf } from './alert-body';
import type { Alert, AlertState, NewAlert } from './alerts';

/** What can become of an alert, as GitHub calls it in its events; `secret_scanning` knows `resolved`, the others the rest. */
export const alertChanges = ['fixed', 'dismissed', 'resolved', 'reopened'] as const;
export type AlertChange = (typeof alertChanges)[number];

const events = {
  code_scanning: 'code_scanning_alert',
  dependabot: 'dependabot_alert',
  secret_scanning: 'secret_scanning_alert',
} as const;

/** What can happen to alerts, and the events that it causes. */
export function createAlertActs({ announce, alerts }: World) {
  function tell(alert: Alert, act: Act, { action, ref }: { readonly action: string; readonly ref: string }): void {
    const { source, repository } = alert;
    announce.inRepository({
      event: events[source],
      repository,
      act,
      members: {
        action,
        alert: alertBody(alert, { base: act.base, ref }),
        ...(source === 'code_scanning' && { ref, commit_oid: '' }),
      },
    });
  }

  return {
    create(asked: NewAlert, act: Act): Alert {
      const alert = alerts.create(asked);
      tell(alert, act, { action: 'created', ref: refOf(alert, alert.source) });
      return alert;
    },
    /** At one ref where that is named, otherwise wherever it is. */
    change(alert: Alert, { change, ref }: { readonly change: AlertChange; readonly ref?: string }, act: Act): void {
      const state: AlertState = change === 'reopened' ? 'open' : change;
      for (const one of ref === undefined ? [...alert.states.keys()] : [ref]) alert.states.set(one, state);
      const isByUser = alert.source === 'code_scanning' && change === 'dismissed';
      tell(alert, act, { action: isByUser ? 'closed_by_user' : change, ref: ref ?? refOf(alert, alert.source) });
    },
  };
}
