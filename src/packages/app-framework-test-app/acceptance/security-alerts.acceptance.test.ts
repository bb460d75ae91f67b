import { type CheckRun, checkRunsOf } from './harness/check-runs';
import { outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { checkRunWith } from './harness/given-jobs';
import { givenWebhook } from './harness/given-webhook';
import { at, listAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';
import { givenSubscriber, type Subscriber } from './harness/subscriber';

const permissions = {
  checks: 'write',
  contents: 'read',
  issues: 'write',
  pull_requests: 'write',
  security_events: 'read',
  vulnerability_alerts: 'read',
  secret_scanning_alerts: 'read',
} as const;
const secret = 'AKIA-never-to-be-repeated';

describeWith(['the local GitHub', 'the local AWS'], 'security alerts', () => {
  let app: ImportedApp;
  let repository: string;
  let token: string;
  let subscriber: Subscriber | undefined;
  let takeAway: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`alerts-${app.appId}`);
    repository = `${login}/web`;
    await gitHub.createRepository(login, 'web');
    await gitHub.install({ appId: app.appId, account: login, permissions });
    ({ takeAway } = await givenWebhook(app.appId));
    const tokens = await clientAs('InstallationTokenCallerRole');
    token = (await tokens.getInstallationToken({ appId: app.appId, owner: login })).installationToken ?? '';
    subscriber = await givenSubscriber(outputs.FindingsTopicArn);
  });
  afterAll(async () => {
    await subscriber?.stop();
    await takeAway?.();
  });

  const found = (source: string, title: string, more: object = {}) =>
    control('POST', '/alerts', { repository, source, title, severity: 'critical', ...more });
  const became = (source: string, change: string) =>
    control('PATCH', '/alerts', { repository, source, number: 1, change });
  /** The security check of a commit, once it is so. */
  const checkOf = (sha: string, wanted: Partial<CheckRun>) =>
    checkRunWith({ name: 'ai3-mvp/security', ...wanted }, () =>
      checkRunsOf({ gitHubApiUrl: app.gitHubApiUrl, repository, sha, token }),
    );
  /** Both tracking issues, once they are so. */
  const issuesAre = (state: 'open' | 'closed') =>
    eventually({ what: `two issues that are ${state}` }, async () => {
      const { body } = await askGitHub(app.gitHubApiUrl, `/repos/${repository}/issues?state=all`, token);
      const all = listAt({ body }, 'body').filter((issue) => at(issue, 'pull_request') === undefined);
      return all.length === 2 && all.every((issue) => at(issue, 'state') === state) ? all : undefined;
    });

  it('block a pull request until the last of them is closed, are tracked and told, and repeat no secret', async () => {
    await gitHub.push({ repository, branch: 'work', files: { 'a.txt': 'a' } });
    const { headSha } = await gitHub.openPull({ repository, title: 'Work', head: 'work' });
    await checkOf(headSha, { conclusion: 'success' });

    await found('dependabot', 'It pads', { package: 'left-pad' });
    await found('secret_scanning', 'A cloud key', { secret });
    await checkOf(headSha, { conclusion: 'failure', title: '2 open findings block this' });
    // What is over before anybody looks is not tracked.
    await issuesAre('open');

    await became('dependabot', 'fixed');
    await checkOf(headSha, { conclusion: 'failure', title: '1 open finding blocks this' });

    await became('secret_scanning', 'resolved');
    const freed = await checkOf(headSha, { conclusion: 'success' });
    expect(freed).toMatchObject({ status: 'completed' });

    const tracked = await issuesAre('closed');
    const heard = (await subscriber?.heard(4)) ?? [];
    expect(heard.map((message) => [at(message, 'finding', 'source'), at(message, 'became')]).sort()).toEqual([
      ['dependabot', 'closed'],
      ['dependabot', 'open'],
      ['secret_scanning', 'closed'],
      ['secret_scanning', 'open'],
    ]);
    expect(JSON.stringify([tracked, heard, freed])).not.toContain(secret);
  });
});
