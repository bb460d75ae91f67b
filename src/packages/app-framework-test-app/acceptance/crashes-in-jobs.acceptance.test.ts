import { changed } from './harness/changed-function';
import { checkRunsOf } from './harness/check-runs';
import { type Crash, openCrashGate } from './harness/crash-gate';
import { eventually } from './harness/eventually';
import { type GivenWorkflows, givenWorkflows, jobFunction, jobWith } from './harness/given-jobs';
import { queueOf, queueWait } from './harness/queues';
import { describeWith } from './harness/requires';
import { webhookFunctionOf } from './harness/webhook-functions';

type Boundary = Omit<Crash, 'functionName'>;

/** The row is there, and its execution is not. */
const ofStarter: readonly Boundary[] = [{ operation: 'StartExecution', moment: 'before' }];
/** What Step Functions told is noted in the row, and has it shown. */
const ofFollower: readonly Boundary[] = [
  { operation: 'UpdateItem', moment: 'after' },
  { operation: 'SendMessage', moment: 'after' },
];
/** The row knows that a check run is about to be made, GitHub has made it, and the row does not know which it is. */
const ofShower: readonly Boundary[] = [{ operation: 'UpdateItem', moment: 'before', call: 2 }];

describeWith(['the local GitHub', 'the local AWS'], 'what is killed on the way of a job', () => {
  let given: GivenWorkflows;
  let gate: Awaited<ReturnType<typeof openCrashGate>>;
  beforeAll(async () => {
    given = await givenWorkflows();
    gate = await openCrashGate();
  });
  afterAll(async () => {
    await gate.close();
    await given.takeAway();
  });

  it.each([
    ['starts it', ofStarter, () => webhookFunctionOf({ handler: 'workflows' })],
    ['follows its execution', ofFollower, () => jobFunction('follow')],
    ['shows it', ofShower, () => jobFunction('show')],
  ])('%s again, and it is one job with one check run', async (_what, boundaries, find) => {
    const killed = await find();
    const shorter = await queueWait(await queueOf(killed.arn), 15);
    try {
      await changed(killed, { variables: { AWS_ENDPOINT_URL: gate.url } }, async () => {
        for (const boundary of boundaries) {
          const before = gate.crashes();
          gate.arm({ functionName: killed.name, ...boundary });
          const sha = await given.pushTo('main');
          const what = `${killed.name} to die ${boundary.moment} ${boundary.operation}`;
          await eventually({ what }, async () => gate.crashes() > before || undefined);
          // Whoever comes next waits until the one that died is taken for dead.
          await eventually({ what: `the end of ${sha}, after ${what}` }, async () => {
            const runs = await checkRunsOf(given.commit(sha));
            return runs.some(({ status }) => status === 'completed') || undefined;
          });
          await jobWith('SUCCEEDED', given, sha);
          const runs = await checkRunsOf(given.commit(sha));
          expect([boundary, runs.map(({ conclusion }) => conclusion)]).toEqual([boundary, ['success']]);
          expect(await given.jobsOf(sha)).toHaveLength(1);
        }
      });
    } finally {
      await shorter.restore();
    }
  });
});
