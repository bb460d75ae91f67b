import { field } from './parsed-json';
import { traced } from './trace';
import { useTraceDaemon } from './trace.test.support';

const { told, trace } = useTraceDaemon();
const sampled = (is: '0' | '1') => `Root=${trace().root};Parent=${trace().parent};Sampled=${is}`;
const annotations = { delivery_id: 'one' };
const work = (answer = 'done') =>
  traced(
    'handle',
    async () => answer,
    () => annotations,
  );

describe('traced', () => {
  it('says what the work was about, as a part of the trace that the invocation is in', async () => {
    expect(await work()).toBe('done');
    const [[header, segment] = []] = await told(1);
    expect(header).toEqual({ format: 'json', version: 1 });
    expect(segment).toEqual({
      ...{ trace_id: trace().root, parent_id: trace().parent, type: 'subsegment', name: 'handle', annotations },
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      start_time: expect.any(Number),
      end_time: expect.any(Number),
    });
  });

  it.each([
    ['is not kept', () => sampled('0')],
    ['has no place for it', () => `Root=${trace().root};Sampled=1`],
    ['is none', () => ''],
  ])('says nothing where the trace %s', async (_what, header) => {
    process.env._X_AMZN_TRACE_ID = header();
    expect(await work()).toBe('done');
    process.env._X_AMZN_TRACE_ID = sampled('1');
    await traced(
      'last',
      async () => 'done',
      () => annotations,
    );
    expect((await told(1)).map(([, segment]) => field(segment, 'name'))).toEqual(['last']);
  });

  it('says nothing of what has nothing to say, and lets fail what fails', async () => {
    await traced(
      'refused',
      async () => 'no',
      () => undefined,
    );
    await expect(
      traced(
        'handle',
        () => Promise.reject(new Error('no')),
        () => annotations,
      ),
    ).rejects.toThrow('no');
    await work();
    expect(await told(1)).toHaveLength(1);
  });

  it.each(['', 'nowhere', 'no such host.invalid:2000'])(
    'does the work where the daemon is at "%s"',
    async (address) => {
      process.env.AWS_XRAY_DAEMON_ADDRESS = address;
      expect(await work()).toBe('done');
    },
  );
});
