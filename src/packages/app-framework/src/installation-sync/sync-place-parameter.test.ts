import { useFakeAws } from '../aws/aws-environment.test.support';
import { createSyncPlaceParameter } from './sync-place-parameter';

const server = useFakeAws();

const place = createSyncPlaceParameter('/place', { retryMilliseconds: 1, timeoutMilliseconds: 60_000 });

describe('createSyncPlaceParameter', () => {
  it('reads back what it wrote', async () => {
    let value = '{}';
    server().on('POST /', ({ headers, body }) => {
      if (headers['x-amz-target'] === 'AmazonSSM.GetParameter') return { body: { Parameter: { Value: value } } };
      value = Object(body).Value;
      return { body: { Version: 2 } };
    });

    expect(await place.read()).toBeUndefined();
    await place.write(9_007_199_254_740_991);
    expect(await place.read()).toBe(9_007_199_254_740_991);
    await place.write(undefined);
    expect(await place.read()).toBeUndefined();
    expect(server().requests[1]).toMatchObject({
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
      server().on('POST /', { body: { Parameter: { Value: value } } });

      expect(await place.read()).toBeUndefined();
    },
  );

  it('fails where the place is not taken', async () => {
    server().on('POST /', { status: 400, body: { __type: 'AccessDeniedException' } });

    await expect(place.write(7)).rejects.toThrow('did not take the value of /place: 400');
  });
});
