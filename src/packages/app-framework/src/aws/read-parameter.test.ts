import { useFakeAws } from './aws-environment.test.support';
import { createParameterReader, isAnyParameterBelow } from './read-parameter';

const server = useFakeAws();

const options = { retryMilliseconds: 1, timeoutMilliseconds: 60_000 };
const read = createParameterReader(options);
const found = { body: { Parameter: { Name: '/a', Value: 'text' } } };
const refused = (status: number, type: string) => ({ status, body: { __type: type, message: 'm' } });

describe('createParameterReader', () => {
  it('asks for one parameter, signed', async () => {
    server().on('POST /', found);
    expect(await read('/a')).toBe('text');
    expect(server().requests[0]).toMatchObject({
      body: { Name: '/a' },
      headers: {
        'x-amz-target': 'AmazonSSM.GetParameter',
        'content-type': 'application/x-amz-json-1.1',
        authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-west-1\/ssm\/aws4_request, /),
      },
    });
  });

  it.each(['ParameterNotFound', 'com.amazonaws.ssm#ParameterNotFound'])('answers none for %s', async (type) => {
    server().on('POST /', refused(400, type));
    expect(await read('/a')).toBeUndefined();
    expect(server().requests).toHaveLength(1);
  });

  it.each([
    ['a denial', refused(400, 'AccessDeniedException')],
    ['a 404 of something on the way', { status: 404, body: '<html>' }],
    ['a ParameterNotFound of another status', refused(404, 'ParameterNotFound')],
    ['an answer without a value', { body: { Parameter: {} } }],
    ['an answer that is no object', { body: '"text"' }],
    ['an empty answer', { body: '' }],
  ])('fails on %s at once', async (_what, answer) => {
    server().on('POST /', answer);
    await expect(read('/a')).rejects.toThrow('Parameter Store did not give');
    expect(server().requests).toHaveLength(1);
  });

  it.each([
    ['throttled', refused(400, 'ThrottlingException')],
    ['failing', refused(500, 'InternalServerError')],
    ['silent', { silent: true } as const],
  ])('tries again where the store is %s, and then succeeds', async (_what, answer) => {
    server().onInTurn('POST /', answer, answer, found);
    const hasty = createParameterReader({ ...options, timeoutMilliseconds: 1_000 });
    expect(await hasty('/a')).toBe('text');
    expect(server().requests).toHaveLength(3);
  });

  it('fails after three tries', async () => {
    server().on('POST /', refused(500, 'InternalServerError'));
    await expect(read('/a')).rejects.toThrow('asked 3 times: 500 InternalServerError');
    expect(server().requests).toHaveLength(3);
  });

  it.each([
    ['by name', refused(400, 'ThrottlingException')],
    ['by status', { status: 429, body: 'busy' }],
  ])('goes on asking where it is turned away %s, far beyond three tries', async (_what, busy) => {
    server().onInTurn('POST /', ...Array.from({ length: 9 }, () => busy), found);
    expect(await read('/a')).toBe('text');
    expect(server().requests).toHaveLength(10);
  });

  it('fails when its patience is at an end, and says that the store was busy', async () => {
    server().on('POST /', refused(400, 'ThrottlingException'));
    const impatient = createParameterReader({ ...options, patienceMilliseconds: 1_000 });
    await expect(impatient('/a')).rejects.toThrow(/asked \d+ times: 400 ThrottlingException/);
    expect(server().requests.length).toBeGreaterThan(3);
  });

  it('lets a hundred that start at once all read, of a store that turns most of them away', async () => {
    let asked = 0;
    server().on('POST /', () => {
      asked += 1;
      return asked % 5 === 0 ? found : refused(400, 'ThrottlingException');
    });
    const readers = Array.from({ length: 100 }, () => createParameterReader(options));
    const values = await Promise.all(readers.map((one) => one('/a')));
    expect(values).toEqual(Array.from({ length: 100 }, () => 'text'));
    expect(server().requests.length).toBeGreaterThanOrEqual(500);
  });
});

describe('isAnyParameterBelow', () => {
  it.each([
    ['one', { Parameters: [{ Name: '/a/b' }] }, true],
    ['none', { Parameters: [] }, false],
    ['an empty page before another', { Parameters: [], NextToken: 'next' }, true],
  ])('tells of %s', async (_what, body, isThere) => {
    server().on('POST /', { body });
    expect(await isAnyParameterBelow('/a')).toBe(isThere);
    expect(server().requests[0]).toMatchObject({
      body: { Path: '/a', Recursive: true },
      headers: { 'x-amz-target': 'AmazonSSM.GetParametersByPath' },
    });
  });

  it('fails where the store does not say', async () => {
    server().on('POST /', refused(400, 'AccessDeniedException'));
    await expect(isAnyParameterBelow('/a')).rejects.toThrow('400 AccessDeniedException');
  });
});
