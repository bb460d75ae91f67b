import type { QueueContext } from '../aws/serve-batch';
import { startFakeGitHub } from '../github/fake-github.test.support';
import { callsGivenUp, useFakeAws } from './fake-aws.test.support';
import type { HandlerTask } from './handler-ledger-table';
import type { WebhookFunction } from './serve-events';
import { taskOf } from './task.test.support';

type FakeGitHub = Awaited<ReturnType<typeof startFakeGitHub>>;

/** GitHub and the deployment's tokens at one address, the ledger on a fake AWS, and an environment as `WebhookIngestion.on` makes it. */
export function useConnectedHandler() {
  const aws = useFakeAws();
  let started: FakeGitHub | undefined;
  const gitHub = () => {
    if (started) return started;
    throw new Error('The fake GitHub is there only while tests run.');
  };
  beforeAll(async () => {
    started = await startFakeGitHub();
    Object.assign(process.env, {
      APP_FRAMEWORK_WEBHOOK_HANDLER: 'greet',
      APP_FRAMEWORK_WEBHOOK_LEDGER: 'ledger',
      APP_FRAMEWORK_WEBHOOK_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/111111111111/greet',
      APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify({ 'ghe.example.com': `${gitHub().url}/api/v3` }),
      APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: gitHub().url,
      AWS_MAX_ATTEMPTS: '1',
    });
  });
  beforeEach(() => {
    gitHub().reset();
    gitHub().on('POST /tokens/installation', ({ body }) => ({
      body: {
        installationToken: 'ghs_1.a.b',
        nodeId: 'O_1',
        appId: Object(body).appId,
        installationId: Object(body).installationId,
        expirationTime: new Date(Date.now() + 3_600_000).toISOString(),
        actualScopeDown: { permissions: { issues: 'write' } },
      },
    }));
  });
  afterAll(() => gitHub().stop());
  return { aws, gitHub };
}

export type Brought = Partial<HandlerTask['detail']> & {
  readonly event?: string;
  /** How much time its function has: 20 s, where nothing is said. */
  readonly context?: QueueContext;
};

const inTime: QueueContext = { getRemainingTimeInMillis: () => 20_000 };

/** A busy machine is not that busy for longer. */
const mostBrought = 5;

/** Brings one event to a handler, as SQS does; answers whether it comes again, for another reason than that AWS was not answered in time here. */
export async function bring(
  handler: WebhookFunction,
  { event = 'issues', context = inTime, ...detail }: Brought = {},
): Promise<'settled' | 'again'> {
  const { detail: whole } = taskOf({ host: 'ghe.example.com', installation: { id: 77 }, ...detail });
  const body = JSON.stringify({ source: 'github', 'detail-type': event, detail: whole });
  for (let times = 1; ; times += 1) {
    const before = callsGivenUp();
    const answer = await handler({ Records: [{ messageId: 'one', receiptHandle: 'receipt', body }] }, context);
    if (answer.batchItemFailures.length === 0) return 'settled';
    if (callsGivenUp() === before || times === mostBrought) return 'again';
  }
}
