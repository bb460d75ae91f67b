import examples from '@octokit/webhooks-examples';

/**
 * The members, as paths, that all of GitHub's example payloads of this event and action have and this payload lacks;
 * where no example shows the action, those of the event.
 * What is `null`, absent as a whole, or an empty list here is not looked into, nor which permissions somebody has.
 */
export function missingMembers(event: string, payload: Readonly<Record<string, unknown>>): string[] {
  const ofEvent: readonly object[] = examples.filter(({ name }) => name === event).flatMap((one) => one.examples);
  if (ofEvent.length === 0) throw new Error(`There is no example of ${event}.`);
  const ofAction = ofEvent.filter((example) => actionOf(example) === actionOf(payload));
  const known = ofAction.length > 0 ? ofAction : ofEvent;
  const own = new Set(paths(payload));
  const [first = [], ...others] = known.map((example) => paths(example));
  const required = first.filter((path) => others.every((other) => other.includes(path)));
  return required.filter((path) => !own.has(path) && !/\/permissions\//.test(path) && isLookedInto(path, own));
}

function actionOf(payload: unknown): unknown {
  return Object(payload).action;
}

function paths(value: unknown, at = ''): string[] {
  const below = Array.isArray(value) ? value.slice(0, 1) : value;
  if (typeof below !== 'object' || below === null) return [];
  return Object.entries(below).flatMap(([name, member]) => [`${at}/${name}`, ...paths(member, `${at}/${name}`)]);
}

function isLookedInto(path: string, own: ReadonlySet<string>): boolean {
  const parent = path.slice(0, path.lastIndexOf('/'));
  return parent === '' || [...own].some((one) => one.startsWith(`${parent}/`));
}
