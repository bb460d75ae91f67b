import type { EventRoute } from './event-route';

/** A pattern of EventBridge, as far as routes need one. */
export interface EventPatternOfRoute {
  readonly source: readonly ['github'];
  readonly 'detail-type': readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The pattern that lets through exactly the events for which `isRouted` is true. */
export function patternOf({ events, actions, repositories, apps, own }: EventRoute): EventPatternOfRoute {
  return {
    source: ['github'],
    'detail-type': events,
    detail: {
      ...(actions && { action: actions }),
      ...(repositories && { repository: { full_name: repositories.map((name) => ({ 'equals-ignore-case': name })) } }),
      ...(apps && { app_id: apps }),
      own: own === true ? [true, false] : [false],
    },
  };
}
