import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createSyncPlaceParameter } from './sync-place-parameter';

let server: FakeGitHub;
const before = { ...process.env };
beforeAll(async () => {
  server = await startFakeGitHub();
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_SSM: server.url,
  });
});
beforeEach(() => server.reset());
afterAll(async () => {
  process.env = before;
  await server.stop();
});

const place = createSyncPlaceParameter('/place', { retryMilliseconds: 1, timeoutMilliseconds: 500 });

describe('createSyncPlaceParameter', () => {
  it('reads back what it wrote', async () => {
    let value = '{}';
    server.on('POST /', ({ headers, body }) => {
      if (headers['x-amz-target'] === 'AmazonSSM.GetParameter') return { body: { Parameter: { Value: value } } };
      value = Object(body).Value;
      return { body: { Version: 2 } };
    });

    expect(await place.read()).toBeUndefined();
    await place.write(9_007_199_254_740_991);
    expect(await place.read()).toBe(9_007_199_254_740_991);
    await place.write(undefined);
    expect(await place.read()).toBeUndefined();
    expect(server.requests[1]).toMatchObject({
      headers: {
        'x-amz-target': 'AmazonSSM.PutParameter',
        authorization: expect.stringContaining('/ssm/aws4_request'),
      },
      body: { Name: '/place', Overwrite: true },
    });
  });

  it.each(['', 'text', 'null', '[]', '{"beginWith":"7"}', '{"beginWith":1.5}'])(
    'takes %j for no place',
    async (value) => {
      server.on('POST /', { body: { Parameter: { Value: value } } });

      expect(await place.read()).toBeUndefined();
    },
  );

  it('fails where the place is not taken', async () => {
    server.on('POST /', { status: 400, body: { __type: 'AccessDeniedException' } });

    await expect(place.write(7)).rejects.toThrow('did not take the value of /place: 400');
  });
});
