import type { AwsFault } from './fake-aws.test.support';
import { coldReceiver, posted, someDelivery, useReceiverAws, watchLog } from './receiver-world.test.support';

const aws = useReceiverAws();

const always = { times: 1_000 };
const throttled = { ...always, status: 400, body: { __type: 'ProvisionedThroughputExceededException' } };
const denied = (message: string): AwsFault => ({ ...always, status: 403, body: { __type: 'AccessDenied', message } });

/** The line that tells of a failure, its error as text. */
function failureIn(log: readonly Record<string, unknown>[]) {
  const [line] = log.filter(({ event }) => event === 'delivery was not taken: it will be recovered');
  return { line, text: JSON.stringify(line?.error) };
}

describe('the receiver, when AWS fails', () => {
  it.each<[string, string, AwsFault, string]>([
    ['the table is throttled', 'PutItem', throttled, 'dynamodb PutItem was answered with 400 ProvisionedThroughput'],
    [
      'S3 is down',
      'PutObject',
      { ...always, status: 503, body: '<Error><Code>SlowDown</Code></Error>' },
      's3 PutObject was answered with 503 SlowDown',
    ],
    [
      'KMS refuses the key of the payloads',
      'PutObject',
      {
        ...always,
        status: 403,
        body: '<Error><Code>AccessDenied</Code><Message>kms:GenerateDataKey</Message></Error>',
      },
      's3 PutObject was answered with 403 AccessDenied: kms:GenerateDataKey',
    ],
    [
      'the bus is throttled',
      'PutEvents',
      { ...always, status: 400, body: { __type: 'ThrottlingException' } },
      'events PutEvents was answered with 400 ThrottlingException',
    ],
    [
      'the bus refuses the size',
      'PutEvents',
      { ...always, status: 400, body: { __type: 'ValidationException', message: 'Total size of the entries' } },
      'ValidationException: Total size of the entries',
    ],
    [
      'the bus refuses this entry in a success',
      'PutEvents',
      { ...always, status: 200, body: { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] } },
      'EventBridge did not take the event: InternalFailure',
    ],
    ['the bus answers with nothing', 'PutEvents', { ...always, status: 200, body: {} }, 'no event id in its answer'],
    ['the mark fails', 'UpdateItem', denied('no UpdateItem'), 'dynamodb UpdateItem was answered with 403 AccessDenied'],
    [
      'the secret is missing',
      'GetSecretValue',
      { ...always, status: 400, body: { __type: 'ResourceNotFoundException' } },
      'secretsmanager GetSecretValue was answered with 400 ResourceNotFoundException',
    ],
    [
      'KMS refuses the key of the secret',
      'GetSecretValue',
      denied('Access to KMS is not allowed'),
      'Access to KMS is not allowed',
    ],
    [
      'the secret is binary',
      'GetSecretValue',
      { ...always, status: 200, body: { SecretBinary: 'AAAA' } },
      'store it as a string',
    ],
    [
      'the secret is broken JSON',
      'GetSecretValue',
      { ...always, status: 200, body: { SecretString: '{"7": "hush-hush' } },
      'begins like JSON and is none',
    ],
    ['the routing cannot be read', 'GetItem', denied('no GetItem'), 'dynamodb GetItem was answered with 403'],
  ])('answers 500, counts it and says which, when %s', async (_what, operation, fault, told) => {
    const log = watchLog();
    aws().fail(operation, fault);
    expect(await coldReceiver()(posted())).toMatchObject({ statusCode: 500, body: { reason: 'not_stored' } });
    const { line, text } = failureIn(log);
    expect(text).toContain(told);
    expect(text).not.toContain('hush-hush');
    expect(line).toMatchObject({ level: 'ERROR', DeliveriesFailed: 1, Deployment: 'Stack.Webhooks' });
    aws().heal();
    expect(await coldReceiver()(posted())).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
  });

  it.each(['PutItem', 'PutObject', 'PutEvents', 'UpdateItem', 'GetSecretValue', 'GetItem'])(
    'gets over one failure of %s',
    async (operation) => {
      watchLog();
      aws().fail(operation, { status: 503, body: {} });
      expect(await coldReceiver()(posted())).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
      expect(aws().events).toHaveLength(1);
    },
  );

  it('answers within 8 seconds where nothing answers in time', async () => {
    const log = watchLog();
    for (const operation of ['GetSecretValue', 'GetItem', 'PutItem', 'PutEvents', 'UpdateItem'])
      aws().fail(operation, { times: 1, silent: true });
    aws().fail('PutEvents', { ...always, silent: true });
    const began = performance.now();
    expect(await coldReceiver()(posted())).toMatchObject({ statusCode: 500 });
    // The API would give up after ten: a busy machine has a part of the rest.
    expect(performance.now() - began).toBeLessThan(9_900);
    expect(failureIn(log).text).toContain('was not answered');
  });

  it('takes a delivery by the secrets and the routing that it knows, where nobody tells it newer ones', async () => {
    watchLog();
    let passed = 0;
    const receive = coldReceiver({ now: () => new Date(Date.now() + passed) });
    await receive(posted());
    passed = 600_000;
    for (const operation of ['GetSecretValue', 'GetItem']) aws().fail(operation, { ...always, silent: true });
    const another = posted({ deliveryId: `8${someDelivery.slice(1)}`, payload: { action: 'closed' } });
    expect(await receive(another)).toMatchObject({ statusCode: 200, body: { status: 'ok' } });
  });

  it.each([
    ['delivery published', 'DeliveriesPublished', posted()],
    ['signature fits no secret', 'SignaturesRefused', posted({ secret: 'wrong' })],
  ])('counts "%s"', async (event, metric, request) => {
    const log = watchLog();
    await coldReceiver()(request);
    const line = log.find((one) => one.event === event);
    expect(line).toMatchObject({ service: 'Webhook Ingestion', Deployment: 'Stack.Webhooks', [metric]: 1 });
    const sets = [
      {
        Namespace: 'AppFrameworkWebhooks',
        Dimensions: [['service', 'Deployment']],
        Metrics: [{ Name: metric, Unit: 'Count' }],
      },
    ];
    expect(line?._aws).toMatchObject({ CloudWatchMetrics: sets });
  });

  it('counts a repetition', async () => {
    const log = watchLog();
    const receive = coldReceiver();
    await receive(posted());
    await receive(posted());
    const line = log.find(({ event }) => event === 'delivery repeated');
    expect(line).toMatchObject({ DeliveriesRepeated: 1 });
    expect(line).not.toHaveProperty('DeliveriesPublished');
  });
});
