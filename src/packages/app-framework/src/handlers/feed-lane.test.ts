import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { field } from '../lambda/parsed-json';
import { useFakeAws } from './fake-aws.test.support';
import { createFeedLane } from './feed-lane';
import { createLaneQueue } from './lane-queue';
import { createLaneTable } from './lane-table';
import { taskOf } from './task.test.support';

givenLoggedLines();
const aws = useFakeAws();
const repository = { id: 6, full_name: 'octo/web' };

function feeder(newestWins = false) {
  const lane = { by: 'issue', newestWins } as const;
  return createFeedLane({
    handler: 'greet',
    lane,
    table: createLaneTable({ tableName: 'ledger', lane }),
    send: createLaneQueue({ queueUrl: 'https://sqs/lanes.fifo' }),
  });
}

interface Given {
  readonly id: string;
  readonly number?: number;
  readonly at?: string;
  readonly updated?: string;
  readonly action?: string;
}

function message({ id, number = 5, at = '2026-11-01T07:00:00.000Z', updated = at, action = 'edited' }: Given) {
  const subject = { kind: 'issue', number, updated_at: updated } as const;
  const { detail } = taskOf({ delivery_id: id, delivery_key: id, repository, subject, received_at: at, action });
  return { messageId: id, receiptHandle: id, body: JSON.stringify({ 'detail-type': 'issues', detail }) };
}

const context = { getRemainingTimeInMillis: () => 10_000 };
const bodies = () => aws().sent.map((input) => JSON.parse(String(field(input, 'MessageBody'))).detail.delivery_id);
const groups = () => aws().sent.map((input) => field(input, 'MessageGroupId'));

describe('createFeedLane', () => {
  it('puts events into the lane of their issue, the oldest of a batch first', async () => {
    const late = message({ id: 'b', at: '2026-11-01T07:00:01.000Z' });
    const answer = await feeder()({ Records: [late, message({ id: 'a' }), message({ id: 'c', number: 9 })] }, context);
    expect(answer.batchItemFailures).toEqual([]);
    expect(bodies()).toEqual(['a', 'c', 'b']);
    expect(groups()).toEqual(['api.github.com#6#5', 'api.github.com#6#9', 'api.github.com#6#5']);
    expect(field(aws().sent[0], 'QueueUrl')).toBe('https://sqs/lanes.fifo');
  });

  it('holds up the rest of a lane behind one that could not be brought, and no other lane', async () => {
    aws().intercept(({ operation, input }) =>
      operation === 'SendMessage' && String(field(input, 'MessageBody')).includes('"a"') ? { status: 400 } : undefined,
    );
    const Records = [message({ id: 'a' }), message({ id: 'b' }), message({ id: 'c', number: 9 })];
    const answer = await feeder()({ Records }, context);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['a', 'b']);
    expect(bodies()).toEqual(['c']);
  });

  it('brings nothing that it could not note as the newest', async () => {
    aws().intercept(({ operation }) => (operation === 'UpdateItem' ? { status: 400 } : undefined));
    const answer = await feeder(true)({ Records: [message({ id: 'a' })] }, context);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'a' }]);
    expect(bodies()).toEqual([]);
  });

  it('gives back what is no event, and brings the others', async () => {
    const odd = { ...message({ id: 'odd' }), body: '{}' };
    const answer = await feeder()({ Records: [odd, message({ id: 'a' })] }, context);
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: 'odd' }]);
    expect(bodies()).toEqual(['a']);
  });

  it('notes what is newest in a lane only where newestWins, and never goes back', async () => {
    await feeder()({ Records: [message({ id: 'a' })] }, context);
    expect(aws().rows()).toEqual([]);
    const newer = message({ id: 'new', updated: '2026-11-01T08:00:00.000Z' });
    await feeder(true)({ Records: [newer, message({ id: 'old' })] }, context);
    await feeder(true)({ Records: [message({ id: 'end', action: 'closed' })] }, context);
    expect(aws().rows()).toEqual([
      expect.objectContaining({ DeliveryId: { S: 'new' }, UpdatedAt: { S: '2026-11-01T08:00:00.000Z' } }),
    ]);
    expect(bodies()).toHaveLength(4);
  });
});
