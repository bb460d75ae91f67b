import { eventually } from './harness/eventually';
import { clientAs, refusalOf } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'what happens to an installation at GitHub', () => {
  let app: ImportedApp;
  let accounts = 0;
  let webhook: GivenWebhook;
  beforeAll(async () => {
    app = await givenApp();
    webhook = await givenWebhook(app.appId);
  });
  afterAll(() => webhook.takeAway());

  /** An installation that nothing but its event has told of. */
  async function installed(permissions: Record<string, string> = { contents: 'read' }) {
    accounts += 1;
    const { login } = await gitHub.createAccount(`told-${app.appId}-${accounts}`);
    const installationId = await gitHub.install({ appId: app.appId, account: login, permissions });
    const { installation } = await eventually({ what: 'the installation to be known' }, async () => {
      const record = (await clientAs('RecordCallerRole')).getInstallationData({ installationId });
      const known = await record.catch(() => undefined);
      const [found] = known?.installations ?? [];
      return found && { installation: found };
    });
    return { login, installationId, installation };
  }
  const ask = async (target: object, more: object = {}) =>
    (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId: app.appId, ...target, ...more });
  /** Nothing refreshes in between: what a caller gets follows the event alone. */
  const refused = (target: object) =>
    eventually({ what: 'a refusal' }, async () =>
      ask(target).then(
        () => undefined,
        () => refusalOf(ask(target)),
      ),
    );

  it('is known at once when the App is installed', async () => {
    const { login, installationId, installation } = await installed();
    expect(installation).toMatchObject({ appId: app.appId, installationId, name: login });
  });

  it('ends kept tokens when it is suspended, until it is not any more', async () => {
    const { installationId } = await installed();
    await ask({ installationId });
    await gitHub.changeInstallation(installationId, { suspended: true });
    expect(await refused({ installationId })).toMatchObject({ name: 'AccessDeniedError', status: 403 });

    await gitHub.changeInstallation(installationId, { suspended: false });
    const { installationToken = '' } = await eventually({ what: 'a token again' }, () =>
      ask({ installationId }).catch(() => undefined),
    );
    expect((await askGitHub(app.gitHubApiUrl, '/installation/repositories', installationToken)).status).toBe(200);
  });

  it('ends kept tokens when the App is uninstalled', async () => {
    const { installationId } = await installed();
    await ask({ installationId });
    await gitHub.uninstall(installationId);
    expect(await refused({ installationId })).toMatchObject({ name: 'NotFoundError', status: 404 });
  });

  it('makes place for a token with a permission that was accepted', async () => {
    const { installationId } = await installed();
    await ask({ installationId });
    await gitHub.changeInstallation(installationId, { permissions: { contents: 'read', issues: 'write' } });
    await eventually({ what: 'a token with the new permission' }, async () => {
      const { actualScopeDown } = await ask({ installationId });
      return actualScopeDown?.permissions?.issues === 'write' ? true : undefined;
    });
  });

  it.each([
    ['are selected', undefined, ['web']],
    ['are added to those that were selected', ['web'], ['web', 'api']],
    ['are taken from those that were selected', ['web', 'api'], ['web']],
  ])('makes place for another token when repositories %s', async (_what, before, after) => {
    const { login, installationId } = await installed();
    for (const name of ['web', 'api', 'docs']) await gitHub.createRepository(login, name);
    const select = async (repositories: string[]) => {
      const { installationToken: kept } = await ask({ installationId });
      await gitHub.changeInstallation(installationId, { repositories });
      await eventually({ what: `another token, for ${repositories}` }, async () => {
        const { installationToken = '' } = await ask({ installationId });
        if (installationToken === kept) return undefined;
        const { body } = await askGitHub(app.gitHubApiUrl, '/installation/repositories', installationToken);
        expect(body).toMatchObject({ total_count: repositories.length });
        return true;
      });
    };
    if (before) await select(before);
    await select(after);
  });
});
