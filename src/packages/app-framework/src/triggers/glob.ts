/** A pattern of names or paths, as `branches`, `tags` and `paths` of GitHub Actions have them. */
export interface Glob {
  /** Whether it begins with `!`: what it matches is not meant. */
  readonly isNegated: boolean;
  /** What each text begins with that it matches. */
  readonly prefix: string;
  /** Whether the whole text matches; with a meter, as far as that lasts. */
  readonly matches: (text: string, meter?: Meter) => boolean;
  /** How many of its parts may come several times, or not at all: each is one more place to be followed at once. */
  readonly repetitions: number;
}

/** How much may still be spent on patterns that strangers chose, a step a place and character. Below nothing, nothing matches any more. */
export interface Meter {
  left: number;
}

type Fits = (character: string) => boolean;

/** A part of a pattern: one character so often, or whole folders, none of them included. */
type Part =
  | {
      readonly kind: 'character';
      readonly fits: Fits;
      readonly times: 'once' | 'once or none' | 'once or more' | 'any';
      /** There where only this one fits, once. */
      readonly literal?: string;
    }
  | { readonly kind: 'folders' };

/** A place in the pattern: where a character leads, and where it is as good to be without one. */
interface Place {
  readonly steps: { readonly fits: Fits; readonly to: number }[];
  readonly free: number[];
}

const longestGlob = 255;
const anything: Fits = () => true;
const slash: Fits = (character) => character === '/';
const notASlash: Fits = (character) => character !== '/';

/**
 * `*` is anything but a slash, `**` anything, and nothing where it stands for whole folders; `?` and `+` say how often the character before comes;
 * `[]` is one of a list or a range of letters and digits; a backslash makes a character of what follows it. The whole text must match, and the
 * time grows with its length, whatever the pattern.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 * @throws Error that says what is wrong with it
 */
export function parseGlob(pattern: string): Glob {
  if (pattern.length > longestGlob) throw refused(pattern, `has more than ${longestGlob} characters`);
  const isNegated = pattern.startsWith('!');
  const parts = partsOf(isNegated ? pattern.slice(1) : pattern);
  if (parts.length === 0) throw refused(pattern, 'matches nothing');
  const repetitions = parts.filter((part) => part.kind === 'folders' || part.times !== 'once').length;
  return { isNegated, prefix: literalsIn(parts).join(''), matches: matcherOf(parts), repetitions };
}

/** Whether a list of globs means a text: the last one that matches it says so. */
export function isMeant(globs: readonly Glob[], text: string, meter?: Meter): boolean {
  // Of many texts and many lists most are told by this.
  if (!globs.some(({ isNegated, prefix }) => !isNegated && text.startsWith(prefix))) return false;
  return globs.findLast((glob) => glob.matches(text, meter))?.isNegated === false;
}

/** What must be at either end is looked at first: most texts are told by it. */
function matcherOf(parts: readonly Part[]): Glob['matches'] {
  const places = placesOf(parts);
  const start = literalsIn(parts);
  const end = literalsIn(parts.toReversed()).reverse();
  const [prefix, suffix] = [start.join(''), end.join('')];
  if (start.length === parts.length) return (text) => text === prefix;
  const [first] = parts.slice(start.length);
  if (first?.kind === 'character' && first.fits === anything && start.length + 1 === parts.length)
    return (text) => text.startsWith(prefix);
  return (text, meter) => text.startsWith(prefix) && text.endsWith(suffix) && leadsToTheEnd(places, text, meter);
}

function literalsIn(parts: readonly Part[]): string[] {
  const literals: string[] = [];
  for (const part of parts) {
    if (part.kind !== 'character' || part.literal === undefined) break;
    literals.push(part.literal);
  }
  return literals;
}

function partsOf(pattern: string): Part[] {
  const characters = [...pattern];
  const parts: Part[] = [];
  let at = 0;
  while (at < characters.length) {
    const [character = '', next, afterNext] = characters.slice(at, at + 3);
    const isAtFolder = at === 0 || characters[at - 1] === '/';
    if (character === '*' && next === '*' && afterNext === '/' && isAtFolder) {
      parts.push({ kind: 'folders' });
      at += 3;
    } else if (character === '*') {
      const isDouble = next === '*';
      parts.push({ kind: 'character', fits: isDouble ? anything : notASlash, times: 'any' });
      at += isDouble ? 2 : 1;
    } else if (character === '?' || character === '+') {
      const before = parts.pop();
      if (before?.kind !== 'character' || before.times !== 'once')
        throw refused(pattern, `has a ${character} with no single character before it`);
      const { kind, fits } = before;
      parts.push({ kind, fits, times: character === '?' ? 'once or none' : 'once or more' });
      at += 1;
    } else if (character === '[') {
      const end = characters.indexOf(']', at);
      if (end < 0) throw refused(pattern, 'has a [ that nothing closes');
      parts.push({ kind: 'character', fits: oneOf(characters.slice(at + 1, end), pattern), times: 'once' });
      at = end + 1;
    } else {
      const literal = character === '\\' ? next : character;
      if (literal === undefined) throw refused(pattern, 'ends with a backslash');
      parts.push({ kind: 'character', fits: (one) => one === literal, times: 'once', literal });
      at += character === '\\' ? 2 : 1;
    }
  }
  return parts;
}

/** `a-z`, `A-Z` and `0-9` are ranges, or parts of those; a hyphen elsewhere is one. */
function oneOf(list: readonly string[], pattern: string): Fits {
  const text = list.join('');
  if (!/^(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[^-]|-)+$/su.test(text)) throw refused(pattern, 'has an empty []');
  const members = text.match(/[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|./gsu) ?? [];
  const ranges = members.map((member) => [[...member][0] ?? '', [...member].at(-1) ?? ''] as const);
  if (ranges.some(([from, to]) => from > to)) throw refused(pattern, 'has a range that begins after its end');
  return (character) => ranges.some(([from, to]) => from <= character && character <= to);
}

function placesOf(parts: readonly Part[]): Place[] {
  const places: Place[] = [];
  const add = (): { readonly place: Place; readonly at: number } => {
    const place: Place = { steps: [], free: [] };
    return { place, at: places.push(place) - 1 };
  };
  let { place, at } = add();
  for (const part of parts) {
    if (part.kind === 'folders') {
      const within = add();
      const after = add();
      for (const one of [place, within.place])
        one.steps.push({ fits: anything, to: within.at }, { fits: slash, to: after.at });
      place.free.push(after.at);
      ({ place, at } = after);
      continue;
    }
    const { fits, times } = part;
    const after = add();
    if (times === 'any') place.steps.push({ fits, to: at });
    else place.steps.push({ fits, to: after.at });
    if (times === 'once or more') after.place.steps.push({ fits, to: after.at });
    if (times === 'any' || times === 'once or none') place.free.push(after.at);
    ({ place, at } = after);
    // What follows must not be repeated with what comes again here.
    if (times === 'once or more') {
      const next = add();
      place.free.push(next.at);
      ({ place, at } = next);
    }
  }
  return places;
}

/** All places that can be reached so far are followed at once, each once a character: nothing is tried again. */
function leadsToTheEnd(
  places: readonly Place[],
  text: string,
  meter: Meter = { left: Number.POSITIVE_INFINITY },
): boolean {
  let reached = withFree(places, [0]);
  for (const character of text) {
    meter.left -= reached.size;
    if (meter.left < 0) return false;
    const next: number[] = [];
    for (const at of reached) for (const { fits, to } of places[at]?.steps ?? []) if (fits(character)) next.push(to);
    if (next.length === 0) return false;
    reached = withFree(places, next);
  }
  return reached.has(places.length - 1);
}

function withFree(places: readonly Place[], from: readonly number[]): Set<number> {
  const reached = new Set(from);
  // What is added while it is walked is walked, too.
  for (const at of reached) for (const to of places[at]?.free ?? []) reached.add(to);
  return reached;
}

function refused(pattern: string, reason: string): Error {
  return new Error(
    `The pattern ${JSON.stringify(pattern)} ${reason}. Patterns are those of branches and paths of GitHub Actions; a backslash before a character takes its meaning away.`,
  );
}
