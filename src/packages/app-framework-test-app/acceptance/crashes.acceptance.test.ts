import { changed } from './harness/changed-function';
import { type Crash, openCrashGate } from './harness/crash-gate';
import { eventually } from './harness/eventually';
import { givenApp } from './harness/given-app';
import { givenWebhook } from './harness/given-webhook';
import { commentCounts } from './harness/issue-comments';
import { handlerRow, ledgerRow, openDeliveries } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { queueWait } from './harness/queues';
import { describeWith } from './harness/requires';
import { everyMinute } from './harness/schedules';
import { webhookFunctionOf } from './harness/webhook-functions';

type Boundary = Omit<Crash, 'functionName'>;

const ofReceiver: readonly Boundary[] = [
  { operation: 'PutItem', moment: 'before' },
  { operation: 'PutItem', moment: 'after' },
  { operation: 'PutObject', moment: 'before' },
  { operation: 'PutObject', moment: 'after' },
  { operation: 'PutEvents', moment: 'before' },
  { operation: 'PutEvents', moment: 'after' },
  { operation: 'UpdateItem', moment: 'before' },
  { operation: 'UpdateItem', moment: 'after' },
];

/** Its first write takes the work, its second counts what it does at GitHub, its third says that it is done. */
const ofHandler: readonly Boundary[] = [
  { operation: 'UpdateItem', call: 1, moment: 'before' },
  { operation: 'UpdateItem', call: 1, moment: 'after' },
  { operation: 'UpdateItem', call: 2, moment: 'before' },
  { operation: 'UpdateItem', call: 2, moment: 'after' },
  { operation: 'UpdateItem', call: 3, moment: 'before' },
  { operation: 'UpdateItem', call: 3, moment: 'after' },
];

describeWith(['the local GitHub', 'the local AWS'], 'what is killed in the middle of a delivery', () => {
  it('leaves nothing that is lost, stuck, or done twice, with nobody but the schedules to mend it', async () => {
    // Of nothing else: what the bot says, once one that died has come again, would die in the place of the next issue.
    const app = await givenApp({ events: ['issues'] });
    const { login } = await gitHub.createAccount(`crashed-${app.appId}`);
    await gitHub.createRepository(login, 'bot');
    const installationId = await gitHub.install({ appId: app.appId, account: login });
    const repository = `${login}/bot`;
    const host = new URL(gitHub.url).host;
    const webhook = await givenWebhook(app.appId);
    const gate = await openCrashGate();
    const opened: { boundary: string; number: number; deliveryId: string }[] = [];
    const open = async (title: string) => {
      const number = await gitHub.openIssue({ repository, title });
      await gitHub.webhooksSettled();
      const [newest] = (await gitHub.deliveries(app.appId)).filter(({ event }) => event === 'issues');
      if (!newest) throw new Error('The local GitHub posted nothing of the issue.');
      opened.push({ boundary: title, number, deliveryId: newest.deliveryId });
      return newest;
    };
    const killed = async (functionName: string, { operation, call = 1, moment }: Boundary, who: string) => {
      gate.arm({ functionName, operation, call, moment });
      const before = gate.crashes();
      const delivery = await open(`${who}: ${moment} ${operation} ${call}`);
      await eventually(
        { what: `a crash ${moment} ${operation} of ${who}` },
        async () => gate.crashes() > before || undefined,
      );
      return delivery;
    };

    try {
      const receiver = await webhookFunctionOf('receiver');
      const greet = await webhookFunctionOf({ handler: 'greet' });
      const through = { variables: { AWS_ENDPOINT_URL: gate.url } };
      const shorter = await queueWait(greet.environment.APP_FRAMEWORK_WEBHOOK_QUEUE_URL ?? '', 25);
      await changed(greet, { ...through, Timeout: 10 }, async () => {
        for (const boundary of ofHandler) await killed(greet.name, boundary, 'handler');
      });
      await changed(receiver, through, async () => {
        for (const boundary of ofReceiver) {
          expect(await killed(receiver.name, boundary, 'receiver')).toMatchObject({ statusCode: 502 });
        }
      });

      const outcomes = () =>
        Promise.all(
          opened.map(async ({ boundary, deliveryId }) => {
            const delivery = { host, appId: app.appId, deliveryId };
            const handled = await handlerRow(delivery, 'greet');
            return { boundary, status: (await ledgerRow(delivery))?.status, handler: handled?.status };
          }),
        );
      const wanted = opened.map(({ boundary }) => ({ boundary, status: 'published', handler: 'done' }));
      const allHandled = async () => JSON.stringify(await outcomes()) === JSON.stringify(wanted) || undefined;
      // What is missing may still arrive by itself for two minutes.
      const schedule = await everyMinute((await webhookFunctionOf('sweep')).arn);
      await eventually({ what: 'all to be handled' }, allHandled).catch(() => undefined);
      await schedule.restore();
      expect(await outcomes()).toEqual(wanted);
      await shorter.restore();

      const numbers = opened.map(({ number }) => number);
      expect(await commentCounts(app, { repository, installationId }, numbers)).toEqual(numbers.map(() => 1));
      expect(await openDeliveries()).toBe(0);
    } finally {
      await gate.close();
      await webhook.takeAway();
    }
  });
});
