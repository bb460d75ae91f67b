/** The repository that a name of a route stands for on its host, whatever it is called by now. */
export interface NamedRepository {
  readonly host: string;
  /** In lower case. */
  readonly name: string;
  readonly id: number;
}

/** As much of an event as names tell of. */
export interface NamedEvent {
  readonly host: string;
  readonly repository?: {
    readonly id: number;
    readonly full_name: string;
    /** Names by which routes know it, in lower case. */
    readonly known_as?: readonly string[];
  };
}

/**
 * The event with the names by which routes know its repository: those that stand for it, and the one that it has now unless that stands for
 * another.
 */
export function withKnownNames<Event extends NamedEvent>(event: Event, known: readonly NamedRepository[]): Event {
  const { host, repository } = event;
  if (!repository) return event;
  const ofHost = known.filter((one) => one.host === host);
  const now = lowered(repository.full_name);
  const kept = ofHost.filter(({ id }) => id === repository.id).map(({ name }) => name);
  const known_as = ofHost.some(({ name }) => name === now) ? kept : [now, ...kept];
  return { ...event, repository: { ...repository, known_as } };
}

/** What is to be kept of an event: whose name a route has and nobody was seen under before. */
export function firstUnderName(
  { host, repository }: NamedEvent,
  {
    routes,
    repositories,
  }: { readonly routes: readonly NamingRoute[]; readonly repositories: readonly NamedRepository[] },
): NamedRepository | undefined {
  if (!repository) return undefined;
  const name = lowered(repository.full_name);
  const isNamed = routes.some((route) => route.repositories?.some((one) => lowered(one) === name));
  const isKept = repositories.some((one) => one.host === host && one.name === name);
  return isNamed && !isKept ? { host, name, id: repository.id } : undefined;
}

/** As much of a route as names tell of. */
export interface NamingRoute {
  readonly repositories?: readonly string[];
}

/** ASCII only, as the bus does it: to others there are letters whose lower case is one of these. */
export function lowered(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
