import type { GitHubEventDetail } from './github-event';

/**
 * Which events a handler gets. All members must hold; those that are absent hold for every event. The same record makes the pattern of the
 * handler's rule and tells the receiver who must see an event.
 */
export interface EventRoute {
  /** Name of the handler. */
  readonly name: string;
  readonly events: readonly string[];
  readonly actions?: readonly string[];
  readonly repositories?: readonly string[];
  readonly apps?: readonly number[];
  /** True for a handler that gets what its own App caused, too. */
  readonly own?: boolean;
}

/** True where the handler of this route must see the event. */
export function isRouted(route: EventRoute, event: string, detail: GitHubEventDetail): boolean {
  const { events, actions, repositories, apps, own } = route;
  if (!events.includes(event)) return false;
  if (detail.own && own !== true) return false;
  if (actions && !(detail.action !== undefined && actions.includes(detail.action))) return false;
  if (apps && !apps.includes(detail.app_id)) return false;
  const repository = detail.repository && lowered(detail.repository.full_name);
  return !repositories || repositories.some((name) => lowered(name) === repository);
}

/** ASCII only, as the bus does it: to others there are letters whose lower case is one of these. */
function lowered(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
