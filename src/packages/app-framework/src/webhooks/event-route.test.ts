import fc from 'fast-check';
import { field } from '../lambda/parsed-json';
import { type EventPatternOfRoute, patternOf } from '../routes/event-pattern.construct';
import { isRouted } from '../routes/event-route';
import { detailOf, odd, oddDetails, repositories, route, routes } from './event-route-cases.test.support';

/** As EventBridge reads a pattern, as far as ours go (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html). */
function passes(pattern: unknown, value: unknown): boolean {
  if (!Array.isArray(pattern))
    return Object.entries(Object(pattern)).every(([name, inner]) => passes(inner, Object(value)[name]));
  const values = Array.isArray(value) ? value : [value];
  return values.some((one) =>
    pattern.some((wanted) => {
      const text = Object(wanted)['equals-ignore-case'];
      if (text === undefined) return one === wanted;
      return typeof one === 'string' && lowered(one) === lowered(String(text));
    }),
  );
}

/** Those of a letter, and another letter that others take for it. */
const casesOf = (letter: string) => [letter.toLowerCase(), letter.toUpperCase(), { k: '\u212A', i: '\u0130' }[letter]];

/** What is no ASCII has one case only there: the pattern has none of it. */
const lowered = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

const lets = (pattern: EventPatternOfRoute, event: string, detail: object) =>
  passes(pattern, { source: field(detail, 'held') ? 'github.held' : 'github', 'detail-type': event, detail });

describe('isRouted', () => {
  it('agrees with the pattern on the bus, whatever a payload holds', () => {
    const judged = { routed: 0, not: 0 };
    for (const each of routes)
      for (const detail of oddDetails()) {
        const passed = isRouted(each, 'issues', detail);
        expect({ each, detail, passed: lets(patternOf(each), 'issues', detail) }).toEqual({ each, detail, passed });
        judged[passed ? 'routed' : 'not'] += 1;
      }
    expect(judged.routed).toBeGreaterThan(30);
    expect(judged.not).toBeGreaterThan(30);
  });

  it('agrees with it on any payload', () => {
    const payload = fc.record(
      {
        action: fc.oneof(fc.constantFrom(...odd), fc.jsonValue()),
        repository: fc.oneof(fc.constantFrom(...repositories), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(payload, fc.boolean(), fc.constantFrom(...routes), (sent, own, each) => {
        const detail = detailOf(sent, own);
        expect(lets(patternOf(each), 'issues', detail)).toBe(isRouted(each, 'issues', detail));
      }),
    );
  });

  it('agrees with it for any names in a route, or the route is refused', () => {
    const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 2 });
    // As people write them, as they mistype them, and anything.
    const typed = fc.string({ unit: fc.constantFrom(...'aZ9_-./*? \u0130\u212A'), maxLength: 6 });
    const usual = { arbitrary: fc.constantFrom('opened', 'issues', 'web-2', 'wiki'), weight: 25 };
    const name = fc.oneof(usual, typed, fc.string({ unit: 'binary', maxLength: 6 }));
    const fullName = fc.tuple(name, name).map((parts) => parts.join('/'));
    const members = {
      actions: some(name),
      repositories: some(fc.oneof({ arbitrary: fullName, weight: 9 }, name)),
      apps: some(fc.oneof({ arbitrary: fc.constantFrom(7, 8), weight: 9 }, fc.double())),
    };
    const made = fc.record(
      { name: fc.constant('greet'), events: some(name), ...members },
      { requiredKeys: ['name', 'events'] },
    );
    const judged = { compared: 0, refused: 0 };
    fc.assert(
      fc.property(made, fullName, fc.func(fc.nat(2)), (each, other, caseOf) => {
        let pattern: EventPatternOfRoute;
        try {
          pattern = patternOf(each);
        } catch {
          judged.refused += 1;
          return;
        }
        judged.compared += 1;
        const [event = 'issues'] = each.events;
        for (const full_name of [other, ...(each.repositories ?? [])]) {
          const inAnyCase = [...full_name].map((one) => casesOf(one)[caseOf(one)] ?? one).join('');
          const detail = detailOf({ action: each.actions?.[0], repository: { id: 1, full_name: inAnyCase } });
          expect(lets(pattern, event, detail)).toBe(isRouted(each, event, detail));
        }
      }),
      { numRuns: 3_000 },
    );
    expect(judged.compared).toBeGreaterThan(50);
    expect(judged.refused).toBeGreaterThan(50);
  });

  it.each([
    ['opened by somebody', { action: 'opened' }, false, true],
    ['caused by the App itself', { action: 'opened' }, true, false],
    ['of another action', { action: 'closed' }, false, false],
    ['without an action', {}, false, false],
  ])('judges an event %s', (_what, payload, own, expected) => {
    expect(isRouted(route({ actions: ['opened'] }), 'issues', detailOf(payload, own))).toBe(expected);
  });
});

describe('patternOf', () => {
  it('names source, events and what the route names', () => {
    expect(patternOf(route({ actions: ['opened'], repositories: ['octo/WEB'], apps: [7] }))).toEqual({
      source: ['github'],
      'detail-type': ['issues'],
      detail: {
        action: ['opened'],
        repository: { known_as: ['octo/web'] },
        app_id: [7],
        own: [false],
      },
    });
    expect(patternOf(route({ own: true })).detail).toEqual({ own: [true, false] });
  });

  it.each([
    [{ events: [] }, 'names no event'],
    [{ actions: [] }, 'names no action'],
    [{ repositories: [] }, 'names no repository'],
    [{ apps: [] }, 'names no app'],
    [{ events: ['issues.opened'] }, '"issues.opened" as event'],
    [{ actions: ['Opened'] }, '"Opened" as action'],
    [{ repositories: ['octo/*'] }, '"octo/*" as repository'],
    [{ repositories: ['web'] }, '"web" as repository'],
    [{ repositories: ['octo/\u0130'] }, 'as repository'],
    [{ apps: [1.5] }, '1.5 as app'],
    [{ apps: [0] }, '0 as app'],
    [
      { repositories: Array.from({ length: 60 }, (_none, index) => `octo-organization/repository-${index}`) },
      'of at most 2048',
    ],
  ])('refuses %j', (more, message) => {
    expect(() => patternOf(route(more))).toThrow(message);
  });
});
