import { type FakeGitHub, startFakeGitHub } from '../github/fake-github.test.support';
import { createUnrecordedTokens } from './unrecorded-tokens-parameter';

let server: FakeGitHub;
const before = { ...process.env };
const hour = 3_600_000;
let now: Date;
let logged: string[];
beforeAll(async () => {
  server = await startFakeGitHub();
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL_SSM: server.url,
  });
});
beforeEach(() => {
  server.reset();
  now = new Date('2026-11-01T12:00:00Z');
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
});
afterEach(() => jest.restoreAllMocks());
afterAll(async () => {
  process.env = before;
  await server.stop();
});

const open = () =>
  createUnrecordedTokens('/unrecorded', { retryMilliseconds: 1, timeoutMilliseconds: 500, now: () => now });
const inAnHour = () => new Date(now.getTime() + hour);

/** A parameter that stands at `{}`, and how often it was written. */
function serveParameter() {
  const parameter = { value: '{}', writes: 0 };
  server.on('POST /', ({ headers, body }) => {
    if (headers['x-amz-target'] === 'AmazonSSM.GetParameter')
      return { body: { Parameter: { Value: parameter.value } } };
    Object.assign(parameter, { value: Object(body).Value, writes: parameter.writes + 1 });
    return { body: { Version: 2 } };
  });
  return parameter;
}

describe('createUnrecordedTokens', () => {
  it('tells other processes until when such tokens live, and no longer', async () => {
    serveParameter();
    expect(await open().until()).toBeUndefined();

    await open().note(inAnHour());
    const until = await open().until();
    expect(until?.getTime()).toBeGreaterThanOrEqual(inAnHour().getTime());
    now = new Date(now.getTime() + hour + 61_000);
    expect(await open().until()).toBeUndefined();
  });

  it('writes once a minute, however many tokens there are, and never less than is so', async () => {
    const parameter = serveParameter();
    const unrecorded = open();
    for (let second = 0; second < 120; second += 1) {
      now = new Date(now.getTime() + 1_000);
      await unrecorded.note(inAnHour());
      expect(Object(JSON.parse(parameter.value)).until).toBeGreaterThanOrEqual(inAnHour().getTime());
    }
    expect(parameter.writes).toBeLessThanOrEqual(3);
  });

  it.each([
    ['Parameter Store fails', { status: 400, body: { __type: 'AccessDeniedException' } }],
    ['what stands there is no JSON', { body: { Parameter: { Value: 'none' } } }],
  ])('says yes where %s, for whoever asks must not believe in nothing', async (_what, reply) => {
    server.on('POST /', reply);

    expect(await open().until()).toEqual(inAnHour());
    expect(logged.join()).toContain('was not read');
  });

  it('never fails to note, tries again with the next one, and says why', async () => {
    server.on('POST /', { status: 400, body: { __type: 'AccessDeniedException' } });
    const unrecorded = open();
    await unrecorded.note(inAnHour());
    expect(logged.join()).toContain('was not noted');

    const parameter = serveParameter();
    await unrecorded.note(inAnHour());
    expect(parameter.writes).toBe(1);
  });
});
