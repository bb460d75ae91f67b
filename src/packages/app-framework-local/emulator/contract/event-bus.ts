import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { createAdministrator } from '../../src/aws/identities';
import { allow, type GivenEmulator } from './given-emulator';
import { createStack } from './stack';

export function eventBusContract(given: () => GivenEmulator): void {
  describe('the event bus', () => {
    const events = (credentials = given().administrator) =>
      new EventBridgeClient({ endpoint: given().endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    const entry = (more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
      EventBusName: 'contract',
      Source: 'contract',
      DetailType: 'push',
      Detail: '{}',
      ...more,
    });
    const put = (...Entries: PutEventsRequestEntry[]) => events().send(new PutEventsCommand({ Entries }));
    beforeAll(async () => {
      const Bus = { Type: 'AWS::Events::EventBus', Properties: { Name: 'contract' } };
      await createStack(given(), { name: 'event-bus', resources: { Bus } });
    });

    it('answers each entry by itself (event_bus_entries)', async () => {
      const answer = await put(
        entry(),
        entry({ Detail: 'not json' }),
        entry({ Detail: '[]' }),
        entry({ Detail: undefined }),
        entry({ Source: undefined }),
        entry({ DetailType: undefined }),
        entry({ Source: 'aws.s3' }),
      );

      expect(answer.FailedEntryCount).toBe(6);
      expect(answer.Entries?.map(({ EventId, ErrorCode }) => EventId ?? ErrorCode)).toEqual([
        expect.stringMatching(/^[0-9a-f-]{36}$/),
        'MalformedDetail',
        'MalformedDetail',
        'InvalidArgument',
        'InvalidArgument',
        'InvalidArgument',
        'NotAuthorizedForSourceException',
      ]);
    });

    it('answers success for a bus that is not there, as AWS does', async () => {
      const answer = await put(entry({ EventBusName: 'nowhere' }));

      expect(answer.FailedEntryCount).toBe(0);
      expect(answer.Entries?.[0]?.EventId).toBeDefined();
    });

    it('takes 1 MB of entries at most, counted as AWS counts them (event_bus_entries)', async () => {
      const megabyte = 1024 * 1024;
      const fixed = 'contract'.length + 'push'.length;
      const detail = (bytes: number) => JSON.stringify({ x: 'x'.repeat(bytes - '{"x":""}'.length) });

      expect((await put(entry({ Detail: detail(megabyte - fixed) }))).FailedEntryCount).toBe(0);
      await expect(put(entry({ Detail: detail(megabyte - fixed + 1) }))).rejects.toThrow('over the limit');
      const half = detail(megabyte / 2);
      await expect(put(entry({ Detail: half }), entry({ Detail: half }))).rejects.toThrow('over the limit');
      const umlauts = JSON.stringify({ x: 'ü'.repeat(megabyte / 2) });
      await expect(put(entry({ Detail: umlauts }))).rejects.toThrow('over the limit');
      await expect(put(...Array.from({ length: 11 }, () => entry()))).rejects.toThrow('less than or equal to 10');
    });

    it('asks for events:PutEvents on that bus, and for the source and type where a policy names them', async () => {
      const arn = 'arn:aws:events:us-east-1:000000000000:event-bus/contract';
      const publisher = (condition?: object, resource = arn) =>
        given().identities.createUser(allow('events:PutEvents', condition, resource));
      const putAs = async (credentials: Awaited<ReturnType<typeof publisher>>, one = entry()) =>
        events(credentials).send(new PutEventsCommand({ Entries: [one] }));
      const denied = expect.objectContaining({ name: 'AccessDeniedException' });

      expect((await putAs(await publisher())).FailedEntryCount).toBe(0);
      await expect(putAs(await publisher(undefined, `${arn}-other`))).rejects.toThrow(denied);
      const ofSource = await publisher({ StringEquals: { 'events:source': 'contract' } });
      expect((await putAs(ofSource)).FailedEntryCount).toBe(0);
      await expect(putAs(ofSource, entry({ Source: 'spoofed' }))).rejects.toThrow(denied);
    });

    it.each<[string, object, object, boolean]>([
      ['prefix', { detail: { ref: [{ prefix: 'refs/heads/' }] } }, { ref: 'refs/heads/main' }, true],
      ['prefix of another', { detail: { ref: [{ prefix: 'refs/heads/' }] } }, { ref: 'refs/tags/v1' }, false],
      ['prefix of null', { detail: { ref: [{ prefix: 'refs/' }] } }, { ref: null }, false],
      ['suffix', { detail: { ref: [{ suffix: 'main' }] } }, { ref: 'refs/heads/main' }, true],
      ['anything-but', { detail: { action: [{ 'anything-but': ['closed'] }] } }, { action: 'opened' }, true],
      ['anything-but that', { detail: { action: [{ 'anything-but': ['closed'] }] } }, { action: 'closed' }, false],
      ['anything-but of absent', { detail: { action: [{ 'anything-but': ['closed'] }] } }, {}, false],
      ['anything-but prefix', { detail: { ref: [{ 'anything-but': { prefix: 'refs/t' } }] } }, { ref: 'refs/h' }, true],
      ['exists', { detail: { action: [{ exists: true }] } }, { action: 'opened' }, true],
      ['exists of null', { detail: { action: [{ exists: true }] } }, { action: null }, true],
      ['exists not', { detail: { action: [{ exists: false }] } }, {}, true],
      ['exists not, but it does', { detail: { action: [{ exists: false }] } }, { action: 'opened' }, false],
      ['null', { detail: { action: [null] } }, { action: null }, true],
      ['null of absent', { detail: { action: [null] } }, {}, false],
      ['numeric', { detail: { id: [{ numeric: ['>', 0, '<=', 5] }] } }, { id: 5 }, true],
      ['numeric outside', { detail: { id: [{ numeric: ['>', 0, '<=', 5] }] } }, { id: 6 }, false],
      ['numeric of text', { detail: { id: [{ numeric: ['>', 0] }] } }, { id: '5' }, false],
      ['a number', { detail: { id: [5] } }, { id: 5 }, true],
      ['a number of text', { detail: { id: [5] } }, { id: '5' }, false],
      ['equals-ignore-case', { detail: { login: [{ 'equals-ignore-case': 'ACME' }] } }, { login: 'acme' }, true],
      ['wildcard', { detail: { name: [{ wildcard: 'acme/*' }] } }, { name: 'acme/site' }, true],
      ['array member', { detail: { labels: ['bug'] } }, { labels: ['ui', 'bug'] }, true],
      ['array without', { detail: { labels: ['bug'] } }, { labels: ['ui'] }, false],
      ['$or, the second', { detail: { $or: [{ a: [1] }, { b: [2] }] } }, { b: 2 }, true],
      ['$or, neither', { detail: { $or: [{ a: [1] }, { b: [2] }] } }, { a: 2, b: 1 }, false],
      ['nested', { detail: { repository: { id: [7] } } }, { repository: { id: 7 } }, true],
    ])('matches %s', async (_what, pattern, detail, expected) => {
      const event = { id: '1', source: 's', account: '1', time: '2026-01-01T00:00:00Z', region: 'us-east-1' };
      const answer = await events().send(
        new TestEventPatternCommand({
          EventPattern: JSON.stringify(pattern),
          Event: JSON.stringify({ ...event, resources: [], 'detail-type': 't', detail }),
        }),
      );

      expect(answer.Result).toBe(expected);
    });

    it.each<[string, object, string]>([
      ['a bus that is not there', { EventBusName: 'nowhere', EventPattern: { source: ['s'] } }, 'does not exist'],
      ['a pattern that is none', { EventPattern: { source: 's' } }, 'Event pattern is not valid'],
    ])('refuses a rule of a template with %s (event_bus_rules)', async (what, Properties, reason) => {
      const resources = { Rule: { Type: 'AWS::Events::Rule', Properties } };

      const created = createStack(given(), { name: `rule-of-${what.replaceAll(' ', '-')}`, resources });

      await expect(created).rejects.toThrow(reason);
    });

    it('has a default bus for the first rule of an account', async () => {
      const administrator = await createAdministrator(given().endpoint, '333333333333');
      const Rule = { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(5 minutes)' } };

      const created = createStack({ ...given(), administrator }, { name: 'first-rule', resources: { Rule } });

      await expect(created).resolves.toEqual({});
    });

    it('has 300 rules at most (event_bus_rules)', async () => {
      const EventBusName = 'full';
      await createStack(given(), {
        name: 'full-bus',
        resources: { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: EventBusName } } },
      });
      const rule = (name: string) =>
        events().send(new PutRuleCommand({ EventBusName, Name: name, EventPattern: '{"source":["s"]}' }));
      for (let index = 0; index < 300; index += 1) await rule(`rule-${index}`);

      await expect(rule('one-more')).rejects.toThrow(expect.objectContaining({ name: 'LimitExceededException' }));
      await expect(rule('rule-7')).resolves.toBeDefined();
    });
  });
}
