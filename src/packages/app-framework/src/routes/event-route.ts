import { lowered, type NamedEvent } from './repository-names';

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
  /** True for a handler that gets events of accounts that are not admitted, too. */
  readonly everyAccount?: boolean;
  /** Permissions that its code needs at GitHub, for whoever registers the App: no event is held against them. */
  readonly needs?: Readonly<Record<string, 'read' | 'write' | 'admin'>>;
}

/** As much of an event as routes look at. */
export interface RoutedEvent extends NamedEvent {
  readonly app_id: number;
  readonly action?: string;
  readonly own: boolean;
  /** There where its account is not admitted. */
  readonly held?: true;
}

/** True where the handler of this route must see the event. */
export function isRouted(route: EventRoute, event: string, detail: RoutedEvent): boolean {
  const { events, actions, repositories, apps, own, everyAccount } = route;
  if (!events.includes(event)) return false;
  if (detail.own && own !== true) return false;
  if (detail.held && everyAccount !== true) return false;
  if (actions && !(detail.action !== undefined && actions.includes(detail.action))) return false;
  if (apps && !apps.includes(detail.app_id)) return false;
  const names = detail.repository?.known_as ?? [];
  return !repositories || repositories.some((name) => names.includes(lowered(name)));
}
