import { checkRunsOf } from './harness/check-runs';
import { eventually } from './harness/eventually';
import { type GivenWorkflows, givenWorkflows } from './harness/given-jobs';
import { textAt } from './harness/json';
import { control, gitHub } from './harness/local-github';
import { recordSecret } from './harness/record';
import { people } from './harness/remarks';
import { describeWith } from './harness/requires';

const count = 12;

describeWith(['the local GitHub', 'the local AWS'], 'many jobs at once, each with a Parallel and a Map', () => {
  let given: GivenWorkflows;
  /** Of somebody whose reads cost the installation nothing. */
  let token: string;
  beforeAll(async () => {
    given = await givenWorkflows();
    const { app, installationId, owner, repository } = given;
    await control('POST', '/rate-limits', { installationId, writeLimits: true });
    const { login: user } = await gitHub.createAccount(`reader-of-${owner}`, 'User');
    await people.addCollaborator({ repository, user, permission: 'read' });
    token = textAt(await control('POST', '/user-tokens', { appId: app.appId, user }), 'accessToken');
    recordSecret(token);
  });
  afterAll(() => given.takeAway());

  const runsOf = (sha: string) => checkRunsOf({ ...given.commit(sha), token });

  it(`all end and are shown, ${count} of one installation, within GitHub’s limits on writes, and none by more than it needs`, async () => {
    const shas: string[] = [];
    const { requests: all } = await gitHub.requestsDuring(async () => {
      for (let number = 1; number <= count; number += 1) shas.push(await given.pushTo(`release/${number}`));
      for (const sha of shas)
        await eventually({ what: `the end of the check run of ${sha}` }, async () => {
          const [run] = await runsOf(sha);
          return run?.status === 'completed' ? true : undefined;
        });
    });
    const runs = await Promise.all(shas.map(runsOf));
    expect(runs.map((all) => all.map(({ name, conclusion }) => [name, conclusion]))).toEqual(
      shas.map(() => [['release', 'success']]),
    );
    const requests = all.filter(({ path }) => path.startsWith(`/repos/${given.repository}/`));
    const writes = requests.filter(({ method, path }) => method !== 'GET' && path.includes('/check-runs'));
    expect(writes.filter(({ status }) => status !== 200 && status !== 201)).toEqual([]);
    expect(requests.filter(({ status }) => status === 403 || status === 429)).toEqual([]);
    const jobs = (await Promise.all(shas.map(given.jobsOf))).flat();
    expect(jobs.map(({ Status }) => Status?.S)).toEqual(shas.map(() => 'SUCCEEDED'));
    // Which states a job is shown in depends on how fast it ran: it has a check run, changed twice at most.
    expect(writes.length).toBeLessThanOrEqual(3 * count);
  });
});
