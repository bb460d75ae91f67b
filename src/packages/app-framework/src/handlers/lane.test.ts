import { canBeOvertaken, deduplicationId, groupOf, type LaneKind, laneKey, parseLane } from './lane';
import { taskOf } from './task.test.support';

const repository = { id: 6, full_name: 'octo/web' };
const subject = { kind: 'pull-request', number: 5, updated_at: '2026-11-01T07:00:00.000Z' } as const;
const lane = (by: LaneKind) => ({ by, newestWins: false });
const keyIn = (by: Parameters<typeof lane>[0], detail: Parameters<typeof taskOf>[0]) =>
  laneKey(lane(by), taskOf(detail));

describe('laneKey', () => {
  it('goes by ids: a repository that was renamed keeps its lanes, and one that takes over the name has others', () => {
    const renamed = { repository: { ...repository, full_name: 'octo/site' }, subject };
    expect(keyIn('pull-request', renamed)).toBe(keyIn('pull-request', { repository, subject }));
    expect(keyIn('pull-request', { repository: { ...repository, id: 7 }, subject })).not.toBe(
      keyIn('pull-request', { repository, subject }),
    );
  });

  it.each<[Parameters<typeof lane>[0], Parameters<typeof taskOf>[0], string]>([
    ['pull-request', { repository, subject }, 'api.github.com#6#5'],
    ['issue', { repository, subject: { kind: 'issue', number: 5 } }, 'api.github.com#6#5'],
    ['repository', { repository, subject }, 'api.github.com#6'],
    ['pull-request', { repository }, 'api.github.com#6'],
    ['event', { repository, subject }, 'api.github.com#6#issues'],
    ['repository', { repository, host: 'ghe.example.com' }, 'ghe.example.com#6'],
  ])('of %s in %j is %s', (by, detail, key) => {
    expect(keyIn(by, detail)).toBe(key);
  });

  it('is the delivery where there is no repository', () => {
    expect(keyIn('repository', { delivery_key: 'one' })).toBe('one');
  });

  it('fits a group of SQS, however long a host is', () => {
    expect(groupOf('short')).toBe('short');
    expect(groupOf('x'.repeat(128))).toBe('x'.repeat(128));
    expect(groupOf('x'.repeat(129))).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('deduplicationId', () => {
  it('is the same for a message that comes twice, and another for handler, delivery, replay and each time it is brought', () => {
    const task = taskOf();
    const ids = [
      deduplicationId(task, 'm1'),
      deduplicationId({ ...task, handler: 'other' }, 'm1'),
      deduplicationId(taskOf({ delivery_key: 'other' }), 'm1'),
      deduplicationId(taskOf({ replay_id: 'r1' }), 'm1'),
      deduplicationId(task, 'm2'),
    ];
    expect(deduplicationId(taskOf(), 'm1')).toBe(ids[0]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('canBeOvertaken', () => {
  it.each<[string, Parameters<typeof taskOf>[0] & { readonly event?: string }, boolean]>([
    ['an update', { action: 'synchronize', subject }, true],
    ['what closes it', { action: 'closed', subject }, false],
    ['what deletes it', { action: 'deleted', subject }, false],
    ['a replay, which somebody wanted', { action: 'synchronize', subject, replay_id: 'r' }, false],
    ['what is edited', { action: 'edited', subject, event: 'issues' }, true],
    ['a comment, which no later comment says again', { action: 'created', subject, event: 'issue_comment' }, false],
    ['a review', { action: 'submitted', subject, event: 'pull_request_review' }, false],
    ['an event without a time', { action: 'synchronize', subject: { kind: 'issue', number: 5 } }, false],
    ['an event about nothing', { action: 'synchronize' }, false],
  ])('of %s', (_what, { event = 'pull_request', ...detail }, expected) => {
    expect(canBeOvertaken({ ...taskOf(detail), event })).toBe(expected);
  });
});

describe('parseLane', () => {
  it('reads what the construct wrote', () => {
    expect(parseLane('{"by":"issue","newestWins":true}')).toEqual({ by: 'issue', newestWins: true });
  });

  it('refuses anything else', () => {
    expect(() => parseLane('{"by":"moon"}')).toThrow('is no lane');
  });
});
