import { eventually, nextSecond } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { permissions } from './harness/given-place';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { listAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'the example bot', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let repository: string;
  let maintainer: string;

  beforeAll(async () => {
    app = await givenApp({ events: ['issues', 'issue_comment'] });
    const organization = (await gitHub.createAccount(`example-${app.appId}`)).login;
    maintainer = (await gitHub.createAccount(`maintainer-${app.appId}`, 'User')).login;
    await gitHub.createRepository(organization, 'web');
    repository = `${organization}/web`;
    await people.addMember({ organization, user: maintainer });
    await people.addCollaborator({ repository, user: maintainer, permission: 'maintain' });
    await gitHub.install({ appId: app.appId, account: organization, permissions });
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());

  /** What GitHub lists below an issue, as the App itself reads it. */
  async function below(number: number, what: 'comments' | 'labels'): Promise<readonly unknown[]> {
    const tokens = await clientAs('InstallationTokenCallerRole');
    const owner = repository.split('/')[0] ?? '';
    const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, owner });
    const path = `/repos/${repository}/issues/${number}/${what}`;
    return listAt((await askGitHub(app.gitHubApiUrl, path, installationToken)).body);
  }
  const textsOf = async (number: number) => (await below(number, 'comments')).map((one) => textAt(one, 'body'));

  /** Waits until a handler is done with the first delivery of an event. */
  async function done(handler: string, event: string): Promise<void> {
    await gitHub.webhooksSettled();
    const told = (await gitHub.deliveries(app.appId)).filter((one) => one.event === event);
    const deliveryId = String(told.at(-1)?.deliveryId);
    await eventually({ what: `${handler} to be done with ${event}` }, async () => {
      const row = await handlerRow({ host: new URL(gitHub.url).host, appId: app.appId, deliveryId }, handler);
      return row?.status === 'done' || undefined;
    });
  }

  it('greets, labels, and starts a deployment for who maintains the repository', async () => {
    const number = await gitHub.openIssue({ repository, title: 'Bug: it breaks', sender: maintainer });
    await done('greet', 'issues');
    expect(await textsOf(number)).toEqual([
      expect.stringContaining(`Thank you for opening this issue, @${maintainer}.`),
    ]);
    expect((await below(number, 'labels')).map((one) => textAt(one, 'name'))).toEqual(['bug']);

    await gitHub.push({ repository, branch: 'work', files: { a: 'work' }, sender: maintainer });
    const pull = await gitHub.openPull({ repository, title: 'Work', head: 'work', sender: maintainer });
    await nextSecond();
    const body = '@ai3-mvp deploy staging';
    const comment = await people.comment({ repository, number: pull.number, body, sender: maintainer });
    await eventually({ what: 'the command to be done' }, async () =>
      (await people.reactions(comment.nodeId)).includes('rocket') ? true : undefined,
    );
    expect(await textsOf(pull.number)).toContainEqual(expect.stringContaining('Started `deploy`: job `'));
  });
});
