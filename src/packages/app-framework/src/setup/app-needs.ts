import type { EventRoute } from '../routes/event-route';
import { type Level, levels, neverAskedFor, type Permissions, permissionsOfEvents } from './event-permissions';

/** What an App must have at GitHub for a deployment. */
export interface AppNeeds {
  /** Those to subscribe to, by name. */
  readonly events: readonly string[];
  readonly permissions: Permissions;
}

/** What `routes` need of an App: their events, what these ask for, and what the code behind them says that it needs. */
export function needsOf(routes: readonly Pick<EventRoute, 'events' | 'needs'>[], more: Permissions = {}): AppNeeds {
  const handled = new Set(routes.flatMap(({ events }) => events));
  const events = [...handled].filter((event) => !neverAskedFor.includes(event)).sort();
  const said = [...routes.map(({ needs = {} }) => needs), more, { metadata: 'read' } as const].reduce(both);
  const permissions = events.reduce(withEvent, said);
  const sorted = Object.entries(permissions).sort(([one], [other]) => one.localeCompare(other));
  return { events, permissions: Object.fromEntries(sorted) };
}

/** What of `needs` an App lacks that has these. */
export function lackOf(needs: AppNeeds, had: AppNeeds): AppNeeds {
  const lacking = Object.entries(needs.permissions).filter(([name, level]) => !covers(had.permissions[name], level));
  return {
    events: needs.events.filter((event) => !had.events.includes(event)),
    permissions: Object.fromEntries(lacking),
  };
}

function covers(had: Level | undefined, wanted: Level): boolean {
  return had !== undefined && levels.indexOf(had) >= levels.indexOf(wanted);
}

/** @throws Error for an event that the table does not have: GitHub would refuse the registration, and not say why */
function withEvent(permissions: Permissions, event: string): Permissions {
  const any = permissionsOfEvents[event];
  if (any === undefined) {
    throw new Error(`Nobody has said which permission the event ${event} needs: add it to event-permissions.ts.`);
  }
  const [first] = any;
  if (first === undefined || any.some((name) => permissions[name] !== undefined)) return permissions;
  return { ...permissions, [first]: 'read' };
}

function both(one: Permissions, other: Permissions): Permissions {
  const raised = Object.entries(other).filter(([name, level]) => !covers(one[name], level));
  return { ...one, ...Object.fromEntries(raised) };
}
