import { tend } from '../job-keeping/keep-jobs.lambda';
import { context, useWorkflows } from './workflows.test.support';

describe('a job that ended while the App might not write', () => {
  const { aws, gitHub, attribute, bringPush, tell, shown, reported, checkRuns, bringChange } = useWorkflows();
  const refused = { status: 403, body: { message: 'This installation has been suspended' } };

  beforeEach(async () => {
    gitHub().on('POST /api/v3/repos/octo-org/web/check-runs', { status: 201, body: { id: 7 } });
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', refused);
    await bringPush();
    await shown();
    await tell('ABORTED', { error: 'Stopped', cause: 'The App was suspended.' });
    expect((await shown()).batchItemFailures).toEqual([]);
    aws().sent.length = 0;
  });

  it.each(['unsuspend', 'new_permissions_accepted'])('is concluded after %s', async (action) => {
    await bringChange(action, { installation: { id: 1 } });
    expect(reported()).toEqual([]);
    await bringChange(action);
    expect(reported()).toEqual([expect.stringMatching(/^0-ABORTED-.+/)]);
    gitHub().on('PATCH /api/v3/repos/octo-org/web/check-runs/7', { body: { id: 7 } });
    await shown();

    expect(checkRuns().at(-1)).toEqual(['PATCH', 'completed', 'cancelled']);
    expect([attribute('Shown'), attribute('UnsettledIn')]).toEqual(['ABORTED', undefined]);
    aws().sent.length = 0;
    await bringChange(action, { delivery_id: '7a3f5c1e-0000-4000-8000-000000000009' });
    expect(reported()).toEqual([]);
  });

  it('is left alone by the look after jobs for hours, holds up no other, and is tried again then', async () => {
    await tend({}, context);
    expect(reported()).toEqual([]);
    const before = checkRuns().length;
    await bringPush({ delivery_id: '7a3f5c1e-0000-4000-8000-000000000002', delivery_key: 'other' });
    await shown([JSON.stringify({ job: 'none' })]);
    expect(checkRuns()).toHaveLength(before);
    const doNotFake = ['nextTick', 'setImmediate', 'setTimeout', 'setInterval'] as const;
    jest.useFakeTimers({ now: Date.now() + 7 * 3_600_000, doNotFake: [...doNotFake] });
    aws().sent.length = 0;
    await tend({}, context).finally(() => jest.useRealTimers());
    expect(reported()).toContain('0-ABORTED');
  });
});
