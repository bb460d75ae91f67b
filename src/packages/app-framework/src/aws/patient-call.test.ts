import { useFakeAws } from './aws-environment.test.support';
import { AwsCallError, patientCall, patientObjectCall } from './patient-call';

const server = useFakeAws();

const call = (milliseconds = 5_000) =>
  patientCall({
    service: 'dynamodb',
    target: 'DynamoDB_20120810.GetItem',
    input: { TableName: 'table' },
    remainingMilliseconds: () => milliseconds,
  });
const error = (status: number, type: string) => ({ status, body: { __type: type, message: 'why' } });
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (reason: unknown) => reason,
  );

describe('patientCall', () => {
  it('answers what the service answers', async () => {
    server().on('POST /', { body: { Item: {} } });
    expect(await call()).toEqual({ Item: {} });
    expect(server().requests[0]).toMatchObject({ headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } });
  });

  it.each([
    ['a failure of the server', error(500, 'InternalServerError')],
    ['a throttle by its status', error(429, 'Odd')],
    ['a throttle by its name', error(400, 'ProvisionedThroughputExceededException')],
    ['an answer that breaks off', { cutOff: true as const }],
  ])('tries once more after %s', async (_what, first) => {
    server().onInTurn('POST /', first, { body: { Item: {} } });
    expect(await call()).toEqual({ Item: {} });
    expect(server().requests).toHaveLength(2);
  });

  it('gives up after the third time, with what AWS said', async () => {
    server().on('POST /', error(400, 'ThrottlingException'));
    const failure = await failureOf(call());
    expect(failure).toBeInstanceOf(AwsCallError);
    expect(failure).toMatchObject({
      code: 'ThrottlingException',
      message: 'dynamodb GetItem was answered with 400 ThrottlingException: why',
      mayBeDone: false,
    });
    expect(server().requests).toHaveLength(3);
  });

  it.each([
    ['failed', error(500, 'InternalServerError'), true],
    ['was not answered to its end', { cutOff: true as const }, true],
    ['was turned away', error(429, 'Odd'), false],
  ])(
    'says whether the first try may have done it where the third is refused: it %s',
    async (_what, first, mayBeDone) => {
      const throttled = error(400, 'ThrottlingException');
      server().onInTurn('POST /', first, throttled, error(400, 'TaskTimedOut'));
      expect(await failureOf(call())).toMatchObject({ code: 'TaskTimedOut', mayBeDone });
      server().onInTurn('POST /', first, throttled, { cutOff: true });
      expect(await failureOf(call())).toMatchObject({ code: 'NoAnswer', mayBeDone });
    },
  );

  it('does not repeat what AWS refuses, and hands on the answer', async () => {
    const body = { __type: 'com.amazonaws#ConditionalCheckFailedException', Item: { A: 1 } };
    server().on('POST /', { status: 400, body });
    expect(await failureOf(call())).toMatchObject({ code: 'ConditionalCheckFailedException', answer: body });
    expect(server().requests).toHaveLength(1);
  });

  it('waits for silence no longer than there is time, and then begins nothing', async () => {
    server().on('POST /', { silent: true });
    const began = performance.now();
    const end = began + 1_000;
    const work = patientCall({
      service: 'events',
      target: 'AWSEvents.PutEvents',
      input: {},
      remainingMilliseconds: () => end - performance.now(),
    });
    expect(await failureOf(work)).toMatchObject({ code: 'NoAnswer', message: 'events PutEvents was not answered.' });
    // Three tries take more than that.
    expect(performance.now() - began).toBeLessThan(4_500);
    expect(server().requests.length).toBeLessThanOrEqual(1);
  });

  it('says why it was refused where the time is over after a pause', async () => {
    server().on('POST /', error(400, 'ThrottlingException'));
    // A pause of a second, and the time that there is a try has, too.
    jest.spyOn(Math, 'random').mockReturnValue(20);
    expect(await failureOf(call(1_190))).toMatchObject({ code: 'ThrottlingException' });
    expect(server().requests).toHaveLength(1);
    expect(await failureOf(call(1_250))).toMatchObject({ code: 'ThrottlingException' });
    expect(server().requests).toHaveLength(3);
  });
});

describe('patientObjectCall', () => {
  const object = { bucket: 'payloads', key: 'webhooks/a b/ä.json', remainingMilliseconds: () => 5_000 };

  it('puts and gets under an escaped path', async () => {
    server().on('PUT /payloads/webhooks/a%20b/%C3%A4.json', { body: '' });
    server().on('GET /payloads/webhooks/a%20b/%C3%A4.json', { body: '{"a":1}' });
    await patientObjectCall({ ...object, method: 'PUT', body: Buffer.from('{"a":1}') });
    expect(server().requests[0]).toMatchObject({ body: { a: 1 }, headers: { 'content-type': 'application/json' } });
    expect(await patientObjectCall({ ...object, method: 'GET' })).toBe('{"a":1}');
  });

  it('tries once more where another write of the object is under way', async () => {
    const conflict = { status: 409, body: '<Error><Code>ConditionalRequestConflict</Code></Error>' };
    server().onInTurn('PUT /payloads/webhooks/a%20b/%C3%A4.json', conflict, { body: '' });
    const headers = { 'if-none-match': '*' };
    expect(await patientObjectCall({ ...object, method: 'PUT', headers, body: Buffer.from('{}') })).toBe('');
    expect(server().requests.map((request) => request.headers['if-none-match'])).toEqual(['*', '*']);
  });

  it('waits longer for a large object, and reads so that there is time for another try', async () => {
    const waited = async (more: Partial<Parameters<typeof patientObjectCall>[0]>) => {
      server().onInTurn('PUT /payloads/webhooks/a%20b/%C3%A4.json', { silent: true }, { body: '' });
      server().onInTurn('GET /payloads/webhooks/a%20b/%C3%A4.json', { silent: true }, { body: '' });
      const began = performance.now();
      await patientObjectCall({ ...object, method: 'PUT', ...more });
      return performance.now() - began;
    };
    expect(await waited({ body: Buffer.from('{}') })).toBeLessThan(4_000);
    const large = { body: Buffer.from(`"${'x'.repeat(6_000_000)}"`), remainingMilliseconds: () => 60_000 };
    expect(await waited(large)).toBeGreaterThan(4_000);
    expect(await waited({ method: 'GET', remainingMilliseconds: () => 4_400 })).toBeGreaterThan(2_100);
  });

  it.each(['NoSuchKey', 'KMS.DisabledException'])('names the error of S3: %s', async (code) => {
    const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>not there</Message></Error>`;
    server().on('GET /payloads/webhooks/a%20b/%C3%A4.json', { status: 404, body });
    expect(await failureOf(patientObjectCall({ ...object, method: 'GET' }))).toMatchObject({
      code,
      message: `s3 GetObject was answered with 404 ${code}: not there`,
    });
  });
});
