import { paginateScan } from '@aws-sdk/client-dynamodb';
import { changed } from './harness/changed-function';
import { type Crash, openCrashGate } from './harness/crash-gate';
import { administrator } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { givenSignInApp } from './harness/given-sign-in-app';
import { givenWebhook } from './harness/given-webhook';
import { numberAt } from './harness/json';
import { statusesOf } from './harness/ledger-rows';
import { control, gitHub } from './harness/local-github';
import { commentsOf, openBrowser, pagesUrl, signIn, throughGitHub } from './harness/person';
import { describeWith } from './harness/requires';
import { resumeNow, signInFunctionOf } from './harness/sign-in-functions';
import { pairsOf } from './harness/user-tokens';

const { dynamoDb } = administrator;

/** The callback looks whether its state was used, seals both tokens, writes all at once, has the handler go on, and notes that. */
const boundaries: readonly Omit<Crash, 'functionName'>[] = [
  { operation: 'GetItem', moment: 'before' },
  { operation: 'Encrypt', moment: 'before' },
  { operation: 'TransactWriteItems', moment: 'before' },
  { operation: 'TransactWriteItems', moment: 'after' },
  { operation: 'Invoke', moment: 'before' },
  { operation: 'Invoke', moment: 'after' },
  { operation: 'UpdateItem', moment: 'before' },
  { operation: 'UpdateItem', moment: 'after' },
];
/** So long the schedule leaves an answered ask to the callback. */
const patienceMilliseconds = 60_000;

describeWith(['the local GitHub', 'the local AWS'], 'a sign-in that is killed in its callback', () => {
  it('loses no ask and no pair, and has what was asked for done once', async () => {
    const app = await givenSignInApp();
    const { login } = await gitHub.createAccount(`killed-${Date.now()}`);
    await gitHub.createRepository(login, 'web');
    const repository = `${login}/web`;
    const permissions = { issues: 'write', metadata: 'read' } as const;
    const installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
    const webhook = await givenWebhook(app.appId);
    const gate = await openCrashGate();
    const pages = await signInFunctionOf('pages');
    const authState = pages.environment.AUTH_STATE_TABLE_NAME ?? '';
    const functionName = pages.name;
    const waiting: { boundary: string; number: number; person: string; userId: number }[] = [];

    async function asks() {
      const found: { userId: number; id: string; state: string; deliveryKey: string }[] = [];
      for await (const { Items = [] } of paginateScan(
        { client: dynamoDb },
        { TableName: authState, ConsistentRead: true },
      )) {
        for (const { StateNonce, Secret, UserId, State, Ask } of Items) {
          const id = `${StateNonce?.S?.replace('ask#', '')}-${Secret?.S}`;
          const { deliveryKey } = JSON.parse(Ask?.S ?? '{}');
          if (Secret) found.push({ userId: Number(UserId?.N), id, state: State?.S ?? '', deliveryKey });
        }
      }
      return found.filter(({ userId }) => waiting.some((one) => one.userId === userId));
    }

    async function killed(boundary: Omit<Crash, 'functionName'>, index: number): Promise<void> {
      const person = `killed-${index}-${Date.now()}`;
      const userId = numberAt(await control('POST', '/accounts', { login: person, type: 'User' }), 'id');
      await control('PUT', '/collaborators', { repository, user: person, permission: 'write' });
      const number = await gitHub.openIssue({ repository, sender: person, title: 'Something' });
      await gitHub.changeIssue({ repository, number, sender: person, state: 'closed' });
      waiting.push({ boundary: `${boundary.moment} ${boundary.operation}`, number, person, userId });
      const { id } = await eventually({ what: 'an ask' }, async () =>
        (await asks()).find((one) => one.userId === userId),
      );
      const [browser, link] = [openBrowser(), `${pagesUrl()}auth/login?ask=${id}`];
      const back = await throughGitHub((await browser.get(link)).location, person);
      const before = gate.crashes();
      gate.arm({ functionName, ...boundary });
      expect((await browser.get(back)).status).toBe(502);
      expect(gate.crashes()).toBe(before + 1);
      // What people do: they load the page again, and begin anew where that leads nowhere.
      if ((await browser.get(back)).status !== 303) {
        expect((await signIn(openBrowser(), link, person)).status).toBe(200);
      }
    }

    try {
      await changed(pages, { variables: { AWS_ENDPOINT_URL: gate.url } }, async () => {
        for (const [index, boundary] of boundaries.entries()) await killed(boundary, index);
      });
      const last = Date.now();
      await eventually(
        { what: 'the patience of the schedule' },
        async () => Date.now() > last + patienceMilliseconds || undefined,
      );
      const states = async () => (await asks()).map(({ state }) => state);
      await eventually({ what: 'all asks to have gone on' }, async () => {
        if ((await states()).every((state) => state === 'resumed')) return true;
        await resumeNow();
        return undefined;
      });
      expect(await states()).toEqual(boundaries.map(() => 'resumed'));
      for (const { deliveryKey } of await asks()) {
        await eventually({ what: `the work of ${deliveryKey}` }, async () => {
          const work = await statusesOf(deliveryKey, 'note-closing');
          return (work.length > 1 && work.every((status) => status === 'done')) || undefined;
        });
      }

      const client = await clientAs('InstallationTokenCallerRole');
      const { installationToken = '' } = await client.getInstallationToken({ appId: app.appId, installationId });
      const notes: string[] = [];
      for (const { boundary, number, person } of waiting) {
        const theirs = (await commentsOf(repository, number, installationToken)).filter(({ by }) => by === person);
        notes.push(`${boundary}: ${theirs.length}`);
      }
      expect(notes).toEqual(waiting.map(({ boundary }) => `${boundary}: 1`));
      const pairs = await pairsOf(waiting[0]?.userId ?? 0);
      expect(pairs).toHaveLength(1);
      expect(JSON.stringify(pairs)).not.toMatch(/gh[ur]_/);
    } finally {
      await webhook.takeAway();
      await gate.close();
    }
  });
});
