import { checkRunsOf, completedCheckRuns } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { at, listAt, textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub', 'the local AWS'], 'triggers', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let place: {
    readonly owner: string;
    readonly repository: string;
    readonly id: number;
    readonly installation: number;
  };

  beforeAll(async () => {
    app = await givenApp();
    webhook = await givenWebhook(app.appId);
    const { login: owner } = await gitHub.createAccount(`triggers-${app.appId}`);
    const id = await gitHub.createRepository(owner, 'docs');
    const permissions = { checks: 'write', contents: 'read', pull_requests: 'read', merge_queues: 'read' } as const;
    const installation = await gitHub.install({ appId: app.appId, account: owner, permissions });
    place = { owner, repository: `${owner}/docs`, id, installation };
    await push('main', 'README.md');
  });
  afterAll(() => webhook.takeAway());

  const push = (branch: string, file: string) =>
    gitHub.push({ repository: place.repository, branch, files: { [file]: branch }, sender: place.owner });

  async function commit(sha: string) {
    const client = await clientAs('InstallationTokenCallerRole');
    const { installationToken: token = '' } = await client.getInstallationToken({
      appId: app.appId,
      owner: place.owner,
    });
    return { gitHubApiUrl: app.gitHubApiUrl, repository: place.repository, sha, token };
  }

  /** What was decided about the newest event of a kind. */
  async function decided(event: string) {
    await gitHub.webhooksSettled();
    const newest = (await gitHub.deliveries(app.appId)).find((delivery) => delivery.event === event);
    const explain = ['deliveries', 'explain', newest?.deliveryId ?? '', '--app-id', String(app.appId)];
    const document = await eventually({ what: `decisions about ${event}` }, async () => {
      const ended = await operationsTool([...explain, '--json']);
      expectExit(ended, 0);
      const [delivery] = listAt(ended.json(), 'deliveries');
      return listAt(delivery, 'decided').length > 0 ? delivery : undefined;
    });
    const ci = listAt(document, 'decided', 0, 'workflows').find((one) => textAt(one, 'workflow') === 'ci');
    return { ci, text: (await operationsTool(explain)).stdout.replace(/\s+/g, ' ') };
  }

  it('start nothing for a pull request whose files are not meant, and the tool says why', async () => {
    const sha = await push('words', 'docs/words.md');
    await gitHub.openPull({ repository: place.repository, title: 'Words', head: 'words', sender: place.owner });
    const { ci, text } = await decided('pull_request');

    expect(at(ci, 'job')).toBeUndefined();
    expect(at(ci, 'decisions', 0)).toEqual({
      kind: 'refused',
      by: 'paths',
      value: 'docs/words.md',
      meant: '**, !docs/**',
    });
    expect(text).toContain('refused by paths: it was docs/words.md, and what is meant is **, !docs/**');
    expect((await checkRunsOf(await commit(sha))).map(({ name }) => name)).not.toContain('ai3-mvp / CI Check');
  });

  it('start for a pull request one of whose files is meant, and the tool names the job', async () => {
    const sha = await push('code', 'src/code.ts');
    await gitHub.openPull({ repository: place.repository, title: 'Code', head: 'code', sender: place.owner });
    const { ci, text } = await decided('pull_request');

    expect(at(ci, 'decisions', 0)).toEqual({ kind: 'matched' });
    expect(text).toContain(`Started ci, job ${textAt(ci, 'job')}`);
    // The other one is of the handler check-head.
    const runs = await completedCheckRuns(await commit(sha), 2);
    expect(runs.find(({ name }) => name === 'ai3-mvp / CI Check')?.conclusion).toBe('success');
  });

  it('start for a group of a merge queue, on its head', async () => {
    const { id, repository, installation } = place;
    const head_sha = await push('gh-readonly-queue/main/pr-1', 'src/queued.ts');
    const merge_group = {
      head_sha,
      head_ref: 'refs/heads/gh-readonly-queue/main/pr-1',
      base_ref: 'refs/heads/main',
      base_sha: '0'.repeat(40),
    };
    const sender = { id: 2, login: 'github-merge-queue[bot]', type: 'Bot' };
    const of = { repository: { id, full_name: repository }, installation: { id: installation }, sender };
    const payload = { action: 'checks_requested', merge_group, ...of };
    await gitHub.postWebhookAndWait(app.appId, { event: 'merge_group', payload });

    expect(await completedCheckRuns(await commit(head_sha))).toMatchObject([
      { name: 'ai3-mvp / CI Check', conclusion: 'success' },
    ]);
    expect(at((await decided('merge_group')).ci, 'decisions', 2)).toEqual({ kind: 'matched' });
  });

  it('start for what is dispatched, on the head of the default branch', async () => {
    const { id, repository, installation, owner } = place;
    const sha = await push('main', 'dispatched.md');
    const sender = { id: 3, login: owner, type: 'User' };
    const of = { repository: { id, full_name: repository }, installation: { id: installation }, sender };
    const payload = { action: 'release', branch: 'main', client_payload: { version: '1.2.3' }, ...of };
    await gitHub.postWebhookAndWait(app.appId, { event: 'repository_dispatch', payload });

    const runs = await eventually({ what: 'a check run of the release' }, async () => {
      const found = (await checkRunsOf(await commit(sha))).filter(({ name }) => name === 'release');
      return found.some(({ status }) => status === 'completed') ? found : undefined;
    });
    expect(runs).toMatchObject([{ conclusion: 'success' }]);
  });
});
