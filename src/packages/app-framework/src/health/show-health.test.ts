import { useFakeAws } from '../aws/aws-environment.test.support';
import { serveHttp } from '../http/http-edge';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { openHealth } from './open-health';
import { createShowHealth } from './show-health';

const aws = useFakeAws();
givenLoggedLines();
let now = Date.parse('2026-11-01T12:00:00Z');
const checks = [{ check: 'keys', state: 'wrong', found: ['Nothing signs for App 7: DisabledException.'] }];
const record = (more: object = {}) => ({ at: '2026-11-01T11:55:00.000Z', state: 'fine', checks, ...more });
const stranger = { httpMethod: 'GET', path: '/health', requestContext: { identity: { userArn: null } } };
const caller = {
  rawPath: '/',
  requestContext: { http: { method: 'GET' }, authorizer: { iam: { userArn: 'arn:aws:iam::1:user/a' } } },
};

beforeEach(() => {
  process.env.HEALTH_PARAMETER = '/app-framework/Bot/health';
});
afterEach(() => {
  delete process.env.HEALTH_PARAMETER;
});

function shown(value: string | undefined) {
  const status = value === undefined ? 500 : 200;
  aws().on('POST /', () => ({ status, body: { Parameter: { Value: value } } }));
  const serve = serveHttp(createShowHealth({ ...openHealth().toShow(), now: () => new Date(now) }));
  return async (event: object) => {
    const { statusCode, body } = await serve(event, { getRemainingTimeInMillis: () => 10_000 });
    return [statusCode, JSON.parse(body)];
  };
}

describe('createShowHealth', () => {
  it('says to strangers that all is well, and no more', async () => {
    const ask = shown(JSON.stringify(record()));
    expect(await ask(stranger)).toEqual([200, { status: 'ok' }]);
    expect(await ask(caller)).toEqual([200, { status: 'ok', at: record().at, checks }]);
  });

  it.each<[string, string | undefined, object]>([
    ['something is wrong', JSON.stringify(record({ state: 'wrong' })), { at: record().at, checks }],
    ['nobody has looked', '{}', { reason: 'Nobody has looked yet.' }],
    [
      'the last look is old',
      JSON.stringify(record({ at: '2026-11-01T11:20:00.000Z' })),
      { reason: expect.any(String) },
    ],
    ['what it found cannot be read', undefined, { reason: expect.stringContaining('could not be read') }],
  ])('is red for strangers, too, where %s', async (_what, value, detail) => {
    const ask = shown(value);
    expect(await ask(stranger)).toEqual([503, { status: 'failing' }]);
    expect(await ask(caller)).toEqual([503, expect.objectContaining({ status: 'failing', ...detail })]);
  });

  it('asks Parameter Store once in 15 seconds, however many ask', async () => {
    const ask = shown(JSON.stringify(record()));
    for (let count = 0; count < 20; count += 1) await ask(stranger);
    expect(aws().requests).toHaveLength(1);
    now += 15_000;
    await ask(stranger);
    expect(aws().requests).toHaveLength(2);
  });
});
