import type { Act } from '../events/actor';
import type { Repository } from '../repositories/repositories';
import type { World } from '../world/world';
import { alertBody, refOf } from './alert-body';
import type { Alert, AlertState, NewAlert } from './alerts';

/** What can become of an alert, as GitHub calls it in its events; `secret_scanning` knows `resolved`, the others the rest. */
export const alertChanges = ['fixed', 'dismissed', 'resolved', 'reopened'] as const;
export type AlertChange = (typeof alertChanges)[number];

const noCommit = '0'.repeat(40);
const actionsOfUsers: { readonly [Change in AlertChange]?: string } = { dismissed: 'closed_by_user' };

const events = {
  code_scanning: 'code_scanning_alert',
  dependabot: 'dependabot_alert',
  secret_scanning: 'secret_scanning_alert',
} as const;

/** What can happen to alerts, and the events that it causes. */
export function createAlertActs({ announce, alerts, git, issues }: World) {
  /** Code scanning has looked at what the ref is now. */
  function analyse(repository: Repository, ref: string): void {
    const pull = Number(/^refs\/pull\/(\d+)\//.exec(ref)?.[1] ?? 0);
    const sha = issues.find(repository, pull)?.pull?.headSha ?? git.resolve(repository, ref)?.sha;
    alerts.noteAnalysis(repository, ref, sha ?? noCommit);
  }

  /** What people do to an alert of code scanning is about no ref. */
  function tell(alert: Alert, act: Act, { action, ref }: { readonly action: string; readonly ref: string }): void {
    const { source, repository } = alert;
    const told = Object.values(actionsOfUsers).includes(action) ? '' : ref;
    announce.inRepository({
      event: events[source],
      repository,
      act,
      members: {
        action,
        alert: alertBody(alert, { base: act.base, ref }),
        ...(source === 'code_scanning' && { ref: told, commit_oid: '' }),
      },
    });
  }

  return {
    create(asked: NewAlert, act: Act): Alert {
      const alert = alerts.create(asked);
      const ref = refOf(alert, alert.source);
      if (alert.source === 'code_scanning') analyse(alert.repository, ref);
      tell(alert, act, { action: 'created', ref });
      return alert;
    },
    /** At one ref where that is named, otherwise wherever it is. */
    change(alert: Alert, { change, ref }: { readonly change: AlertChange; readonly ref?: string }, act: Act): void {
      const state: AlertState = change === 'reopened' ? 'open' : change;
      for (const one of ref === undefined ? [...alert.states.keys()] : [ref]) alert.states.set(one, state);
      const byUser = alert.source === 'code_scanning' ? actionsOfUsers[change] : undefined;
      tell(alert, act, { action: byUser ?? change, ref: ref ?? refOf(alert, alert.source) });
    },
    analyse,
  };
}
