import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenPlace, givenPlace, permissions } from './harness/given-place';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { listAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { commentsOf, openBrowser, signIn } from './harness/person';
import { people, type Remark } from './harness/remarks';
import { describeWith } from './harness/requires';

const events = ['issue_comment', 'commit_comment', 'pull_request_review', 'pull_request_review_comment'];

describeWith(['the local GitHub', 'the local AWS'], 'commands in comments', () => {
  let app: ImportedApp;
  let webhook: GivenWebhook;
  let owner: string;
  let repository: string;
  let member: string;
  let stranger: string;
  let issue: number;

  beforeAll(async () => {
    // Of nothing else: no other handler has something to do then, here or when this file has ended.
    app = await givenApp({ events });
    owner = (await gitHub.createAccount(`commands-${app.appId}`)).login;
    member = (await gitHub.createAccount(`member-${app.appId}`, 'User')).login;
    stranger = (await gitHub.createAccount(`stranger-${app.appId}`, 'User')).login;
    await gitHub.createRepository(owner, 'web');
    repository = `${owner}/web`;
    await people.addMember({ organization: owner, user: member });
    await people.addCollaborator({ repository, user: member, permission: 'write' });
    await gitHub.install({ appId: app.appId, account: owner, permissions });
    webhook = await givenWebhook(app.appId);
    issue = await gitHub.openIssue({ repository, title: 'A place to talk' });
  });
  afterAll(() => webhook.takeAway());
  afterEach(() => gitHub.clearDeliveryFaults());

  /** Has somebody say something, and waits until the bot is done with it. What the bot says is an event, too, and comes to nobody. */
  async function handled(event: string, say: () => Promise<Remark>): Promise<Remark> {
    // The bot's own answers are told, too.
    await gitHub.webhooksSettled();
    const before = new Set((await gitHub.deliveries(app.appId)).map(({ deliveryId }) => deliveryId));
    const remark = await say();
    await gitHub.webhooksSettled();
    const told = (await gitHub.deliveries(app.appId)).filter(
      (one) => one.event === event && !before.has(one.deliveryId),
    );
    const deliveryId = String(told.at(-1)?.deliveryId);
    await eventually({ what: `the end of ${deliveryId}` }, async () => {
      const row = await handlerRow({ host: new URL(gitHub.url).host, appId: app.appId, deliveryId }, 'commands');
      return row?.status === 'done' ? row : undefined;
    });
    return remark;
  }

  const said = (body: string, sender = member): Promise<Remark> =>
    handled('issue_comment', () => people.comment({ repository, number: issue, body, sender }));

  /** Texts of all comments that GitHub lists below a path of the repository. */
  async function bodies(path: string): Promise<string[]> {
    const tokens = await clientAs('InstallationTokenCallerRole');
    const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, owner });
    const { body } = await askGitHub(app.gitHubApiUrl, `/repos/${repository}/${path}`, installationToken);
    return listAt(body).map((comment) => textAt(comment, 'body'));
  }

  it('answers a member, and reacts when it has seen it and when it is done', async () => {
    const comment = await said('@ai3-mvp echo hi');

    expect(await people.reactions(comment.nodeId)).toEqual(['eyes', 'rocket']);
    const answers = await bodies(`issues/${issue}/comments`);
    expect(answers.at(-1)).toMatch(/^```text\nhi\n```\n\n<!-- app-framework [0-9a-f]{32} -->$/);
    await said('/ai3-mvp help');
    const helped = await bodies(`issues/${issue}/comments`);
    expect(helped.at(-1)).toContain('- `@ai3-mvp label <label> [--quiet]`: Labels this issue.');
  });

  it('answers on commits, in diffs and under reviews, where it was said', async () => {
    await gitHub.push({ repository, files: { 'a.txt': 'one\n' }, sender: member });
    const ref = await gitHub.push({ repository, branch: 'work', files: { 'a.txt': 'two\n' }, sender: member });
    const { number } = await gitHub.openPull({ repository, title: 'Work', head: 'work', sender: member });
    const body = '@ai3-mvp build';
    const said = { repository, body, sender: member };

    const onCommit = await handled('commit_comment', () => people.commentOnCommit({ ...said, ref }));
    expect(await people.reactions(onCommit.nodeId)).toEqual(['eyes', 'rocket']);
    expect((await bodies(`commits/${ref}/comments`)).at(-1)).toContain(`Would build \`${ref}\`.`);

    const onDiff = await handled('pull_request_review_comment', () =>
      people.commentOnDiff({ ...said, number, path: 'a.txt', line: 1 }),
    );
    expect(await people.reactions(onDiff.nodeId)).toEqual(['eyes', 'rocket']);
    expect((await bodies(`pulls/${number}/comments`)).at(-1)).toContain(`Would build \`${ref}\`.`);

    const review = await handled('pull_request_review', () => people.review({ ...said, number }));
    expect(await people.reactions(review.nodeId)).toEqual(['eyes', 'rocket']);
    expect((await bodies(`issues/${number}/comments`)).at(-1)).toContain(`Would build \`${ref}\`.`);
  });

  it('refuses what was said before a push that GitHub told later, and names both heads', async () => {
    const before = await gitHub.push({ repository, branch: 'moving', files: { 'a.txt': 'three\n' }, sender: member });
    const { number } = await gitHub.openPull({ repository, title: 'Moving', head: 'moving', sender: member });
    await gitHub.webhooksSettled();
    await gitHub.addDeliveryFault({
      effect: 'overtaken',
      event: 'pull_request_review_comment',
      appId: app.appId,
      by: 9,
    });
    const place = { number, path: 'a.txt', line: 1 };
    let after = '';
    await handled('pull_request_review_comment', async () => {
      const remark = await people.commentOnDiff({ repository, body: '@ai3-mvp build', sender: member, ...place });
      after = await gitHub.push({ repository, branch: 'moving', files: { 'a.txt': 'four\n' }, sender: member });
      return remark;
    });

    const answer = (await bodies(`pulls/${number}/comments`)).at(-1);
    expect(answer).toContain(`the head is \`${after}\` now. It was \`${before}\` then.`);
  });

  it('refuses what was said under a pull request before a push, by what GitHub tells of the branch', async () => {
    const clock = 10;
    const before = await gitHub.push({ repository, branch: 'talked', files: { 'a.txt': 'five\n' }, sender: member });
    const { number } = await gitHub.openPull({ repository, title: 'Talked', head: 'talked', sender: member });
    await gitHub.webhooksSettled();
    await gitHub.addDeliveryFault({ effect: 'overtaken', event: 'issue_comment', appId: app.appId, by: 9 });
    // GitHub tells seconds: what is pushed in the same one may have come later.
    await gitHub.setClock(clock);
    try {
      await handled('issue_comment', async () => {
        const remark = await people.comment({ repository, number, body: '@ai3-mvp build', sender: member });
        await gitHub.setClock(2 * clock);
        await gitHub.push({ repository, branch: 'talked', files: { 'a.txt': 'six\n' }, sender: member });
        return remark;
      });
    } finally {
      await gitHub.setClock(0);
    }

    expect((await bodies(`issues/${number}/comments`)).at(-1)).toContain(`It was \`${before}\` then.`);
  });

  it('has one request and no word for a stranger', async () => {
    const before = await bodies(`issues/${issue}/comments`);
    const { requests, result } = await gitHub.requestsDuring(() => said('@ai3-mvp echo hi', stranger));

    expect(await people.reactions(result.nodeId)).toEqual([]);
    expect(await bodies(`issues/${issue}/comments`)).toHaveLength(before.length + 1);
    const ours = requests.filter(({ path }) => path.includes(stranger) || /reactions|members/.test(path));
    expect(ours.map(({ path }) => path)).toEqual([`/repos/${repository}/collaborators/${stranger}/permission`]);
  });
});

describeWith(['the local GitHub', 'the local AWS'], 'a command as its author', () => {
  let place: GivenPlace;
  beforeAll(async () => {
    place = await givenPlace();
  });
  afterAll(() => place?.takeAway());

  it('asks for a sign-in once, and then does it', async () => {
    const { app, installationId, repository, person, issue } = place;
    const member = await person();
    const number = await issue(member);
    const tokens = await clientAs('InstallationTokenCallerRole');
    const { installationToken = '' } = await tokens.getInstallationToken({ appId: app.appId, installationId });
    const answers = async () =>
      (await commentsOf(repository, number, installationToken)).filter(({ by }) => by !== member);
    const answer = (text: string) =>
      eventually({ what: `the answer ${text}` }, async () => {
        const found = (await answers()).find(({ body }) => body.includes(text));
        return found?.body;
      });

    const comment = await people.comment({ repository, number, body: '@ai3-mvp resolve', sender: member });
    const [, link = ''] = /\]\((\S+)\)/.exec(await answer('[sign in]')) ?? [];
    expect(await people.reactions(comment.nodeId)).toEqual(['eyes']);
    expect((await signIn(openBrowser(), link, member)).status).toBe(200);

    expect(await answer('Closed.')).toBeDefined();
  });
});
