import type { EventRoute } from './event-route';

/** A pattern of EventBridge, as far as routes need one. */
export interface EventPatternOfRoute {
  readonly source: readonly ['github'] | readonly ['github', 'github.held'];
  readonly 'detail-type': readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Most characters of a rule's pattern (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html). */
const longestPattern = 2_048;

/**
 * The pattern that lets through exactly the events for which `isRouted` is true.
 * @throws Error for a route that the bus and `isRouted` would not read alike, and for one that no rule holds
 */
export function patternOf(route: EventRoute): EventPatternOfRoute {
  refuseOdd(route, 'event', route.events, isName);
  refuseOdd(route, 'action', route.actions, isName);
  refuseOdd(route, 'repository', route.repositories, isRepository);
  refuseOdd(route, 'app', route.apps, isAppId);
  const { events, actions, repositories, apps, own, everyAccount } = route;
  const pattern: EventPatternOfRoute = {
    source: everyAccount ? ['github', 'github.held'] : ['github'],
    'detail-type': events,
    detail: {
      ...(actions && { action: actions }),
      ...(repositories && { repository: { known_as: repositories.map((name) => name.toLowerCase()) } }),
      ...(apps && { app_id: apps }),
      own: own === true ? [true, false] : [false],
    },
  };
  const { length } = JSON.stringify(pattern);
  if (length <= longestPattern) return pattern;
  throw new Error(
    `The handler ${route.name} names so much that its rule has ${length} characters of at most ${longestPattern}: ` +
      'name fewer repositories, or let its code choose among them.',
  );
}

function refuseOdd(
  { name }: EventRoute,
  member: string,
  values: readonly unknown[] | undefined,
  isFit: (value: unknown) => boolean,
): void {
  if (values === undefined) return;
  if (values.length === 0)
    throw new Error(`The handler ${name} names no ${member}: it would get nothing. Leave ${member} out to get all.`);
  const odd = values.find((value) => !isFit(value));
  if (odd === undefined) return;
  throw new Error(`The handler ${name} names ${JSON.stringify(odd)} as ${member}, which no event of GitHub has.`);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9_]{1,64}$/.test(value);
}

/** ASCII only, so that both sides mean the same by upper and lower case. */
function isRepository(value: unknown): boolean {
  return typeof value === 'string' && /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(value);
}

function isAppId(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
