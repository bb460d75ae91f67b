import { jsonCall } from '../aws/json-call';
import { callLocalAws } from '../aws/local-aws.test.support';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { field } from '../lambda/parsed-json';
import { patternOf } from '../routes/event-pattern.construct';
import { isRouted } from '../routes/event-route';
import { oddDetails, routes } from './event-route-cases.test.support';

describe('the patterns of routes', () => {
  callLocalAws();

  /** What the bus says itself (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html). */
  async function lets(pattern: object, detail: object): Promise<unknown> {
    const event = {
      id: '1',
      account: '000000000000',
      region: 'us-east-1',
      time: '2026-11-01T07:00:00Z',
      resources: [],
      source: field(detail, 'held') ? 'github.held' : 'github',
      'detail-type': 'issues',
      detail,
    };
    const { output, body } = await jsonCall({
      service: 'events',
      target: 'AWSEvents.TestEventPattern',
      input: { EventPattern: JSON.stringify(pattern), Event: JSON.stringify(event) },
      timeoutMilliseconds: 60_000,
    });
    return field(output, 'Result') ?? body;
  }

  it('let through on the bus what the receiver takes a handler to see, whatever a payload holds', async () => {
    const cases = routes.flatMap((route) => oddDetails().map((detail) => ({ route, detail })));
    expect(cases.length).toBeGreaterThan(150);
    const differing: unknown[] = [];
    await forEachAtMost({ items: cases, atOnce: 8 }, async ({ route, detail }) => {
      const onBus = await lets(patternOf(route), detail);
      if (onBus !== isRouted(route, 'issues', detail)) differing.push({ route, detail, onBus });
    });
    expect(differing).toEqual([]);
  });
});
