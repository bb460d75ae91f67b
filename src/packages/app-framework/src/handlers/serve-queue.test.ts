import { useTraceDaemon } from '../lambda/trace.test.support';
import { useFakeAws } from './fake-aws.test.support';
import type { TaskOutcome } from './handle-delivery';
import type { HandlerTask } from './handler-ledger-table';
import { serveQueue } from './serve-queue';
import { taskOf } from './task.test.support';

const aws = useFakeAws();
const { told } = useTraceDaemon();

const context = { getRemainingTimeInMillis: () => 20_000 };
const settled: TaskOutcome = { kind: 'settled', as: 'done' };

function message(messageId: string, body: string = eventOf(messageId)) {
  return { messageId, receiptHandle: `receipt of ${messageId}`, body };
}

function eventOf(action: string): string {
  return JSON.stringify({ source: 'github', 'detail-type': 'issues', detail: taskOf({ action }).detail });
}

function arrange(outcomes: Readonly<Record<string, TaskOutcome>> = {}) {
  const seen: HandlerTask[] = [];
  const serve = serveQueue({
    handler: 'greet',
    queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/greet',
    run: async (task) => {
      seen.push(task);
      return outcomes[task.detail.action ?? ''] ?? settled;
    },
  });
  return { seen, serve: (...messages: ReturnType<typeof message>[]) => serve({ Records: messages }, context) };
}

describe('serveQueue', () => {
  it('hands over the event of the bus', async () => {
    const { serve, seen } = arrange();

    expect(await serve(message('opened'))).toEqual({ batchItemFailures: [] });
    expect(seen).toEqual([taskOf()]);
  });

  it('says in the trace which delivery it handled, and what became of it', async () => {
    const { serve } = arrange({ second: { kind: 'again', afterSeconds: 40 } });
    await serve(message('first'), message('second'));
    const delivery_id = taskOf().detail.delivery_id;
    const annotations = ['settled', 'again'].map((outcome) => ({ delivery_id, handler: 'greet', outcome }));
    expect((await told(2)).map(([, segment]) => segment)).toEqual(
      annotations.map((each) => expect.objectContaining({ annotations: each })),
    );
  });

  it('answers only what is to come again, and says to the queue when', async () => {
    const { serve } = arrange({ second: { kind: 'again', afterSeconds: 40 } });

    const answer = await serve(message('first'), message('second'), message('third'));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'second' }] });
    expect(aws().postponed).toEqual([
      expect.objectContaining({ ReceiptHandle: 'receipt of second', VisibilityTimeout: 40 }),
    ]);
  });

  it.each([
    ['no JSON', '<xml/>'],
    ['no event', '{}'],
    ['no detail of ours', '{"detail-type":"issues","detail":{"delivery_id":1}}'],
    ['null', 'null'],
  ])('lets a message with %s hold up nobody', async (_what, body) => {
    const { serve, seen } = arrange();

    const answer = await serve(message('poison', body), message('opened'));

    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'poison' }] });
    expect(seen).toHaveLength(1);
  });

  it('has everything come again while the ledger does not answer', async () => {
    const serve = serveQueue({
      handler: 'greet',
      queueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/greet',
      run: async () => {
        throw new Error('dynamodb UpdateItem was not answered.');
      },
    });

    const answer = await serve({ Records: [message('first'), message('second')] }, context);

    expect(answer.batchItemFailures).toHaveLength(2);
    expect(aws().postponed).toEqual([
      expect.objectContaining({ VisibilityTimeout: 30 }),
      expect.objectContaining({ VisibilityTimeout: 30 }),
    ]);
  });

  it('has it come again where the queue cannot be told when', async () => {
    const { serve } = arrange({ opened: { kind: 'again', afterSeconds: 40 } });
    aws().intercept(() => ({ status: 400, body: '{"__type":"AccessDenied"}' }));

    expect(await serve(message('opened'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'opened' }] });
  });
});
