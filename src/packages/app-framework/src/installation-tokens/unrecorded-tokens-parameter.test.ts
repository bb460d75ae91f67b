import { useFakeAws } from '../aws/aws-environment.test.support';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { createUnrecordedTokens } from './unrecorded-tokens-parameter';

const server = useFakeAws();
const logged = givenLoggedLines();
const hour = 3_600_000;
let now: Date;
beforeEach(() => {
  now = new Date('2026-11-01T12:00:00Z');
});

const open = () =>
  createUnrecordedTokens('/unrecorded', { retryMilliseconds: 1, timeoutMilliseconds: 60_000, now: () => now });
const inAnHour = () => new Date(now.getTime() + hour);
const manyApps = () => Array.from({ length: 100 }, (_, index) => [index + 100, inAnHour().getTime()]);

/** A parameter that stands at `{}`, and how often it was written. Set `meanwhile` to what somebody writes before the next write. */
function serveParameter() {
  const parameter: { value: string; version: number; meanwhile?: string } = { value: '{}', version: 1 };
  const put = (value: string) => Object.assign(parameter, { value, version: parameter.version + 1 });
  server().on('POST /', ({ headers, body }) => {
    if (headers['x-amz-target'] === 'AmazonSSM.GetParameter') {
      return { body: { Parameter: { Value: parameter.value, Version: parameter.version } } };
    }
    if (parameter.meanwhile) put(parameter.meanwhile);
    delete parameter.meanwhile;
    return { body: { Version: put(Object(body).Value).version } };
  });
  return parameter;
}

describe('createUnrecordedTokens', () => {
  it('tells other processes until when such tokens of an App live, and no longer', async () => {
    serveParameter();
    expect(await open().until(7)).toBeUndefined();

    await open().note(7, inAnHour());
    const until = await open().until(7);
    expect(until?.getTime()).toBeGreaterThanOrEqual(inAnHour().getTime());
    expect(await open().until(8)).toBeUndefined();
    now = new Date(now.getTime() + hour + 61_000);
    expect(await open().until(7)).toBeUndefined();
  });

  it('keeps what other processes noted of other Apps, while it is so', async () => {
    const parameter = serveParameter();
    await open().note(7, inAnHour());
    await open().note(8, new Date(now.getTime() + 2 * hour));
    expect(await open().until(7)).toBeDefined();

    now = new Date(now.getTime() + hour + 61_000);
    await open().note(9, inAnHour());
    expect(Object.keys(JSON.parse(parameter.value).apps)).toEqual(['8', '9']);
  });

  it('tells of every App where one process wrote over what another had just noted', async () => {
    const parameter = serveParameter();
    parameter.meanwhile = JSON.stringify({ apps: { 8: inAnHour().getTime() } });
    await open().note(7, inAnHour());

    for (const appId of [7, 8]) {
      const until = await open().until(appId);
      expect(until?.getTime()).toBeGreaterThanOrEqual(inAnHour().getTime());
    }
  });

  it.each([
    ['there is no room for one more App', () => JSON.stringify({ apps: Object.fromEntries(manyApps()) })],
    ['what stands there is no JSON', () => 'none'],
  ])('tells of every App where %s', async (_what, standing) => {
    serveParameter().value = standing();
    await open().note(7, inAnHour());
    const until = await open().until(1_000_000);
    expect(until?.getTime()).toBeGreaterThanOrEqual(inAnHour().getTime());
  });

  it('tells of every App what an older version of the function noted', async () => {
    serveParameter().value = JSON.stringify({ until: inAnHour().getTime() });
    expect(await open().until(7)).toEqual(inAnHour());
  });

  it('writes once a minute, however many tokens and processes there are, and never less than is so', async () => {
    const parameter = serveParameter();
    const processes = [open(), open()];
    for (let second = 0; second < 120; second += 1) {
      now = new Date(now.getTime() + 1_000);
      for (const unrecorded of processes) await unrecorded.note(7, inAnHour());
      expect(JSON.parse(parameter.value).apps[7]).toBeGreaterThanOrEqual(inAnHour().getTime());
    }
    expect(parameter.version).toBeLessThanOrEqual(4);
  });

  it.each([
    ['Parameter Store fails', { status: 400, body: { __type: 'AccessDeniedException' } }],
    ['what stands there is no JSON', { body: { Parameter: { Value: 'none' } } }],
  ])('says yes where %s, for whoever asks must not believe in nothing', async (_what, reply) => {
    server().on('POST /', reply);

    expect(await open().until(7)).toEqual(inAnHour());
    expect(logged.join()).toContain('was not read');
  });

  it('never fails to note, tries again with the next one, and says why', async () => {
    server().on('POST /', { status: 400, body: { __type: 'AccessDeniedException' } });
    const unrecorded = open();
    await unrecorded.note(7, inAnHour());
    expect(logged.join()).toContain('was not noted');

    const parameter = serveParameter();
    await unrecorded.note(7, inAnHour());
    expect(parameter.version).toBe(2);
  });
});
