import { analysis, codeAlert, dependencyAlert, secretAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const main = 'refs/heads/main';
const own = 'refs/pull/1/merge';
const branch = 'refs/heads/work-1';
const low = { rule: { description: 'Rule', security_severity_level: 'low' } };

describe('at its edges, the security check', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const pushed = (number = 1) =>
    world.tell(handler, 'pull_request', { action: 'synchronize', pull_request: { number } });

  it.each([
    ['code-scanning', 404, 'no analysis found'],
    ['code-scanning', 403, 'Code scanning is not enabled for this repository.'],
    ['code-scanning', 403, 'Advanced Security must be enabled for this repository to use code scanning.'],
    ['dependabot', 403, 'Dependabot alerts are disabled for this repository.'],
    ['dependabot', 403, 'Dependabot alerts are not available for archived repositories.'],
    ['dependabot', 403, 'This repository was archived so it is read-only.'],
    ['secret-scanning', 404, 'Secret scanning is disabled on this repository.'],
  ])('takes %s for switched off where GitHub says %d %s', async (source, status, message) => {
    world.on('GET', `${world.repository}/${source}/alerts`, { status, body: { message } });
    await pushed();
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
  });

  it('counts alerts of two sources that have one number as two', async () => {
    world.open({ code: { [main]: [codeAlert(5)] }, dependabot: [dependencyAlert(5)], secrets: [secretAlert(5)] });
    await pushed();
    expect(world.check(1)).toMatchObject({ output: { title: '3 open findings block this' } });
  });

  it('says that nobody could look where that is so for the pull request alone', async () => {
    const message = 'Resource not accessible by integration';
    world.on('GET', `${world.repository}/code-scanning/alerts`, ({ query }) =>
      query.ref === own ? { status: 403, body: { message } } : { body: [] },
    );
    await pushed();
    expect(world.check(1)).toMatchObject({ conclusion: 'action_required' });
  });

  it('takes nothing for gone by what was found at the branch in a merge of the head', async () => {
    world.open({ code: { [main]: [codeAlert(5)], [branch]: [] }, analyses: { [branch]: [analysis(shaOf(50))] } });
    const parents = [shaOf(0), shaOf(1)].map((sha) => ({ sha }));
    world.on('GET', `${world.repository}/git/commits/${shaOf(50)}`, { body: { parents } });
    await pushed();
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
  });

  it('takes nothing for gone that may be among what was not read', async () => {
    world.open({ code: { [main]: [codeAlert(5)] }, analyses: { [branch]: [analysis(shaOf(1))] } });
    world.on('GET', `${world.repository}/code-scanning/alerts`, ({ query }) => {
      if (query.ref !== branch) return { body: query.ref === undefined ? [codeAlert(5)] : [] };
      const next = `page=${Number(query.page ?? 1) + 1}&ref=${encodeURIComponent(branch)}`;
      const link = `<${world.gitHub().url}${world.repository}/code-scanning/alerts?${next}>; rel="next"`;
      return { headers: { link }, body: [codeAlert(6, low)] };
    });
    await pushed();
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
  });

  it('counts a dependency of which GitHub does not tell what the change makes of it', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const compared = `${world.repository}/dependency-graph/compare/${shaOf(0)}...${shaOf(1)}`;
    world.on('GET', compared, { status: 422, body: { message: 'No common ancestor' } });
    expect(await pushed()).toBe('settled');
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
  });

  it('is none of a pull request that was closed meanwhile', async () => {
    const closed = { number: 1, state: 'closed', head: { sha: shaOf(1), ref: 'work-1' }, base: { ref: 'main' } };
    world.on('GET', `${world.repository}/pulls/1`, { body: closed });
    expect(await pushed()).toBe('settled');
    expect(world.checks()).toEqual([]);
  });

  it('is judged where an alert is of the base that it is to be merged into', async () => {
    world.pulls({ number: 1, base: 'release' }, { number: 2 });
    world.open({ code: { 'refs/heads/release': [codeAlert(5)], [own]: [codeAlert(5)] } });
    const payload = { action: 'created', alert: codeAlert(5), ref: 'refs/heads/release' };
    await world.tell(handler, 'code_scanning_alert', payload);
    expect([world.check(1)?.conclusion, world.check(2)]).toEqual(['failure', undefined]);
  });

  it('is its own, and no other App’s of the same name', async () => {
    world.checks().push({ id: 1, name: 'my-bot/security', head_sha: shaOf(1), app: { id: 99 }, conclusion: 'success' });
    await pushed();
    expect(world.written()).toEqual(['POST check-runs']);
  });

  it('is written again where GitHub has taken its conclusion away', async () => {
    await pushed();
    Object.assign(world.check(1) ?? {}, { status: 'queued', conclusion: null });
    await pushed();
    expect(world.check(1)).toMatchObject({ status: 'completed', conclusion: 'success' });
  });

  describe('in a storm', () => {
    const at = Date.parse('2026-11-01T12:00:00Z');
    let clock = at;
    const timed = securityAlerts({ bot: 'my-bot', now: () => new Date(clock) });
    const told = (number: number, secondsAgo: number) =>
      world.tell(
        timed,
        'dependabot_alert',
        { action: 'created', alert: dependencyAlert(number) },
        { received_at: new Date(at - secondsAgo * 1_000).toISOString() },
      );
    const lists = () =>
      world
        .gitHub()
        .asked()
        .filter((one) => one.endsWith('/dependabot/alerts')).length;

    it.each([
      ['is that of a look a while after it', 60, 0, 0],
      ['is made anew for an alert that GitHub may not have listed by then', 5, 0, 1],
      ['is made anew after a minute, however early the alert', 120, 61, 1],
    ])('%s', async (_what, secondsAgo, later, looks) => {
      clock = at;
      world.open({ dependabot: [dependencyAlert(7), dependencyAlert(8)] });
      world.on('GET', `${world.repository}/dependabot/alerts/8`, { body: dependencyAlert(8) });
      await told(7, 60);
      const before = lists();
      clock = at + later * 1_000;
      await told(8, secondsAgo);
      expect(lists() - before).toBe(looks);
    });
  });
});
