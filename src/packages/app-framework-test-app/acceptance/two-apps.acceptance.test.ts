import { randomUUID } from 'node:crypto';
import { commandsUnder } from './harness/commands-under';
import { outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { permissions } from './harness/given-place';
import { type GivenSignInApp, givenSecondSignInApp, givenSignInApp } from './harness/given-sign-in-app';
import { givenWebhook } from './harness/given-webhook';
import { at, listAt, numberAt, textAt } from './harness/json';
import { ledgerRow, statusesOf } from './harness/ledger-rows';
import { control, gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { openBrowser, signIn } from './harness/person';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';
import { pairsOf } from './harness/user-tokens';
import { storedWebhookSecret } from './harness/webhook-secret';
import { webhookUrl } from './harness/webhook-url';

describeWith(
  ['the local GitHub', 'the local AWS'],
  'two Apps with a secret and a client each, on one deployment',
  () => {
    it('act as the same person by commands, each by its own client, and the revocation of one leaves the other', async () => {
      const tag = Date.now().toString(36).slice(-5);
      const host = new URL(gitHub.url).host;
      const login = `ada-two-${tag}`;
      const userId = numberAt(await control('POST', '/accounts', { login, type: 'User' }), 'id');
      const apps = [await givenSignInApp(), await givenSecondSignInApp()] as const;
      const webhook = await givenWebhook(apps[0].appId);
      await expectSecretOfItsOwn(apps[1].appId, { appId: apps[0].appId, secret: webhook.secret });
      const clients = async () => (await pairsOf(userId)).map(({ Client }) => Client?.S).sort();
      const clientOf = ({ clientId }: GivenSignInApp) => `${host}#${clientId}`;

      /** A place of one App only, where the person talks. */
      async function placeOf(app: GivenSignInApp) {
        const { login: organization } = await gitHub.createAccount(`two-${app.appId}-${tag}`);
        await gitHub.createRepository(organization, 'web');
        const repository = `${organization}/web`;
        await people.addMember({ organization, user: login });
        await people.addCollaborator({ repository, user: login, permission: 'write' });
        const installationId = await gitHub.install({ appId: app.appId, account: organization, permissions });
        return { app, repository, installationId };
      }
      type Place = Awaited<ReturnType<typeof placeOf>>;

      const known = async ({ app }: Place) =>
        new Set((await gitHub.deliveries(app.appId)).map(({ deliveryId }) => deliveryId));

      /** The first event of this kind that the App was told of after those. */
      async function told({ app }: Place, event: string, before: ReadonlySet<string>): Promise<string> {
        await gitHub.webhooksSettled();
        const all = (await gitHub.deliveries(app.appId)).filter((one) => one.event === event);
        return String(all.filter(({ deliveryId }) => !before.has(deliveryId)).at(-1)?.deliveryId);
      }

      /** Waits until a handler is done with a delivery, the first time and as often as it was to go on. */
      async function done(
        { app }: Place,
        handler: string,
        { deliveryId, times }: { deliveryId: string; times: number },
      ) {
        await eventually({ what: `${handler} of ${deliveryId}` }, async () => {
          const statuses = await statusesOf(`${host}#${app.appId}#${deliveryId}`, handler);
          return (statuses.length === times && statuses.every((status) => status === 'done')) || undefined;
        });
      }

      /** The comments of an issue as the App reads them. */
      async function comments({ app, repository, installationId }: Place, number: number) {
        const tokens = await clientAs('InstallationTokenCallerRole');
        const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, installationId });
        const { body } = await askGitHub(
          gitHub.url,
          `/repos/${repository}/issues/${number}/comments`,
          installationToken,
        );
        return listAt(body).map((one) => ({
          by: textAt(one, 'user', 'login'),
          via: at(one, 'performed_via_github_app', 'id'),
          body: textAt(one, 'body'),
        }));
      }

      /** Says the command on a new issue, and waits until the bot is done with it. */
      async function said(place: Place) {
        const { repository } = place;
        const earlier = await known(place);
        const number = await gitHub.openIssue({ repository, title: 'Release notes', sender: login });
        // The bot greets in a comment, which is an event, too.
        await done(place, 'greet', { deliveryId: await told(place, 'issues', earlier), times: 1 });
        await gitHub.webhooksSettled();
        const before = await known(place);
        await people.comment({ repository, number, body: '@ai3-mvp resolve', sender: login });
        const deliveryId = await told(place, 'issue_comment', before);
        await done(place, 'commands', { deliveryId, times: 1 });
        return { place, number, deliveryId, before };
      }
      type Said = Awaited<ReturnType<typeof said>>;

      const linkIn = async ({ place, number }: Said) =>
        (await comments(place, number)).map(({ body }) => /\[sign in\]\((\S+)\)/.exec(body)?.[1]).find(Boolean);

      /** The issue was closed as the person, whom the App then lets note it: by its client, as GitHub says. */
      async function expectResolved({ place, number, before }: Said): Promise<void> {
        const closing = await told(place, 'issues', before);
        await done(place, 'note-closing', { deliveryId: closing, times: 1 });
        const notes = (await comments(place, number)).filter(({ body }) => body.startsWith('I have closed this.'));
        expect(notes.map(({ by, via }) => ({ by, via }))).toEqual([{ by: login, via: place.app.appId }]);
      }

      try {
        const [first, second] = [await placeOf(apps[0]), await placeOf(apps[1])];
        for (const place of [first, second]) {
          const asked = await said(place);
          expect(await clients()).not.toContain(clientOf(place.app));
          const link = (await linkIn(asked)) ?? '';
          expect((await openBrowser().get(link)).location).toContain(`client_id=${place.app.clientId}`);
          expect((await signIn(openBrowser(), link, login)).status).toBe(200);
          await done(place, 'commands', { deliveryId: asked.deliveryId, times: 2 });
          await expectResolved(asked);
        }
        expect(await clients()).toEqual(apps.map(clientOf).sort());
        const kept = (await pairsOf(userId)).find(({ Client }) => Client?.S === clientOf(second.app));

        await gitHub.revokeAuthorization(first.app.appId, login);
        await eventually(
          { what: 'the pair of the first App to be gone' },
          async () => !(await clients()).includes(clientOf(first.app)) || undefined,
        );
        expect(await clients()).toEqual([clientOf(second.app)]);
        const still = await said(second);
        expect(await linkIn(still)).toBeUndefined();
        await expectResolved(still);
        expect((await pairsOf(userId)).map(({ Version }) => Version)).toEqual([kept?.Version]);
        expect(await linkIn(await said(first))).toContain('auth/login?ask=');
      } finally {
        await webhook.takeAway();
      }
    });
  },
);

/** Sets the webhook of another App as its runbook does: the same URL, and a secret beside that of the first. Whoever has that one speaks for the first only. */
async function expectSecretOfItsOwn(appId: number, first: { readonly appId: number; readonly secret: string }) {
  const [command = []] = commandsUnder('runbooks/second-app.md', '## 3. Set its webhook');
  const secretArn = outputs.WebhookSecretArn;
  const names = { '234567': `${appId}`, '"$WEBHOOK_URL"': webhookUrl(), '"$WEBHOOK_SECRET_ARN"': secretArn };
  const given = command.map((one) => Object(names)[one] ?? one);
  expect(given).toContain('--new-secret');
  expectExit(await operationsTool(given), 0);
  const stored: unknown = JSON.parse(await storedWebhookSecret());
  expect(Object.keys(Object(stored)).sort()).toEqual([appId, first.appId].map(String).sort());
  expect(textAt(stored, `${appId}`)).not.toBe(first.secret);

  const ping = { event: 'ping', payload: {} };
  // The receiver reads its secrets anew at a signature that fits none, at most once in ten seconds.
  await eventually({ what: 'the receiver to know the new secret' }, async () => {
    const listed = await gitHub.postWebhookAndWait(appId, ping);
    return listed?.statusCode === 200 || undefined;
  });
  const deliveryId = randomUUID();
  await gitHub.postWebhookAndWait(appId, { ...ping, deliveryId, secret: first.secret });
  const { host } = new URL(gitHub.url);
  expect(await ledgerRow({ host, appId, deliveryId })).toBeUndefined();
  expect(await ledgerRow({ host, appId: first.appId, deliveryId })).toBeDefined();
}
