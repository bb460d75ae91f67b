import { analysis, codeAlert, dependencyAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const main = 'refs/heads/main';
const own = 'refs/pull/1/merge';
const high = { rule: { description: 'Rule', security_severity_level: 'high' } };

describe('the security check of a commit', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });
  const pushed = (number: number, action = 'synchronize', more: object = {}) =>
    world.tell(handler, 'pull_request', { action, pull_request: { number, ...more } });
  const suite = (action: string, more: object = {}) => {
    const check_suite = { head_sha: shaOf(1), app: { slug: 'github-advanced-security' }, ...more };
    return world.tell(handler, 'check_suite', { action, check_suite });
  };

  describe('that several pull requests want to merge', () => {
    beforeEach(() => {
      world.pulls({ number: 1 }, { number: 2, sha: shaOf(1), base: 'release' });
      world.open({ code: { [own]: [codeAlert(5)], 'refs/pull/2/merge': [codeAlert(6)] } });
    });

    it('says what all of them demand, whichever of them an event is about', async () => {
      const both = { conclusion: 'failure', output: { title: '2 open findings block this' } };
      await pushed(2);
      expect(world.check(1)).toMatchObject(both);
      await pushed(1);
      expect(world.check(1)).toMatchObject(both);
      world.open({ code: { [own]: [], 'refs/pull/2/merge': [codeAlert(6)] } });
      const payload = { action: 'fixed', alert: codeAlert(5, { state: 'fixed' }), ref: own };
      await world.tell(handler, 'code_scanning_alert', payload);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      expect(world.checks()).toHaveLength(1);
    });

    it('says of each base where it stops no merge', async () => {
      for (const base of ['main', 'release'])
        world.on('GET', `${world.repository}/rules/branches/${base}`, { body: [] });
      await pushed(1);
      expect(JSON.stringify(world.check(1))).toMatch(/not required on `main`.*not required on `release`/);
    });

    it('demands no more what only one demanded that is closed', async () => {
      await pushed(1);
      world.pulls({ number: 2, sha: shaOf(1) });
      world.open({ code: { 'refs/pull/2/merge': [] } });
      await pushed(1, 'closed', { head: { sha: shaOf(1) } });
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    });
  });

  it('follows an alert of which nobody tells where it is, though the default branch is as it was', async () => {
    const told = (action: string) => {
      const alert = codeAlert(5, { state: action === 'created' ? 'open' : 'dismissed' });
      world.open({ code: { [own]: action === 'created' ? [alert] : [] } });
      return world.tell(handler, 'code_scanning_alert', { action, alert, ref: '' });
    };
    await told('created');
    expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    await told('closed_by_user');
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
  });

  describe('where the default branch has a finding', () => {
    const opened = (analyses: readonly object[]) =>
      world.open({ code: { [main]: [codeAlert(5)], [own]: [] }, analyses: { [own]: analyses } });

    it.each([
      ['another head', [analysis(shaOf(77))]],
      ['nothing', []],
      ['another tool', [analysis(shaOf(1), { tool: { name: 'Linter' } })]],
      ['a run that failed', [analysis(shaOf(1), { error: 'out of memory' })]],
      ['this head, and another one since', [analysis(shaOf(77)), analysis(shaOf(1))]],
    ])('takes it for gone by no analysis of %s', async (_what, analyses) => {
      opened(analyses);
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      expect(JSON.stringify(world.check(1))).toContain('Code scanning (CodeQL) did not look at this commit');
    });

    it('takes it for gone where the same tool looked at this head, or at what GitHub would merge of it', async () => {
      opened([analysis(shaOf(1), { error: 'out of memory' }), analysis(shaOf(1))]);
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });

      opened([analysis(shaOf(50))]);
      const merged = (...parents: string[]) => ({ body: { parents: parents.map((sha) => ({ sha })) } });
      world.on('GET', `${world.repository}/git/commits/${shaOf(50)}`, merged(shaOf(0), shaOf(2)));
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      world.on('GET', `${world.repository}/git/commits/${shaOf(50)}`, merged(shaOf(1)));
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      world.on('GET', `${world.repository}/git/commits/${shaOf(50)}`, merged(shaOf(0), shaOf(1)));
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    });

    it('waits for the run of the tool that found it', async () => {
      const found = codeAlert(5, { most_recent_instance: { state: 'open', category: '/language:go' } });
      const openedWith = (...categories: string[]) =>
        world.open({
          code: { [main]: [found], [own]: [] },
          analyses: { [own]: categories.map((category) => analysis(shaOf(1), { category })) },
        });
      openedWith('/language:ruby');
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      openedWith('/language:ruby', '/language:go');
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    });

    it('believes what was found at the branch of the pull request, unless it comes from a fork', async () => {
      const branch = 'refs/heads/work-1';
      world.open({ code: { [main]: [codeAlert(5)], [branch]: [] }, analyses: { [branch]: [analysis(shaOf(1))] } });
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });

      world.pulls({ number: 1, from: 77 });
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      world.pulls({ number: 1 });
      world.open({
        code: { [main]: [codeAlert(5)], [branch]: [codeAlert(5)] },
        analyses: { [branch]: [analysis(shaOf(1))] },
      });
      await pushed(1);
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
    });

    it('is judged again when the results of an analysis are there', async () => {
      opened([]);
      await pushed(1);
      opened([analysis(shaOf(1))]);
      await suite('completed', { app: { slug: 'github-actions' } });
      expect(world.check(1)).toMatchObject({ conclusion: 'failure' });
      await suite('completed');
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    });
  });

  describe('of a group in a merge queue', () => {
    const branch = `gh-readonly-queue/main/pr-1-${shaOf(0)}`;
    const ends = {
      ...{ head_sha: shaOf(8), head_ref: `refs/heads/${branch}` },
      ...{ base_sha: shaOf(0), base_ref: 'refs/heads/main' },
    };
    const queued = () => world.tell(handler, 'merge_group', { action: 'checks_requested', merge_group: ends });
    beforeEach(() => world.checkable(shaOf(8)));

    it('is judged again when its analysis is there, and when people want it', async () => {
      const found = { [main]: [codeAlert(5)] };
      world.open({ code: found });
      await queued();
      expect(world.check(8)).toMatchObject({ conclusion: 'failure' });

      const ref = `refs/heads/${branch}`;
      world.open({ code: { ...found, [ref]: [] }, analyses: { [ref]: [analysis(shaOf(8))] } });
      await suite('completed', { head_sha: shaOf(8), head_branch: branch });
      expect(world.check(8)).toMatchObject({ conclusion: 'success' });

      world.open({ code: found });
      const check_run = { name: 'my-bot/security', head_sha: shaOf(8), check_suite: { head_branch: branch } };
      await world.tell(handler, 'check_run', { action: 'rerequested', check_run });
      expect(world.check(8)).toMatchObject({ conclusion: 'failure' });
    });

    it('is as clean as the pull request that it was made for, where nobody looks at groups', async () => {
      world.open({ code: { [main]: [codeAlert(5)], [own]: [] } });
      await queued();
      expect(world.check(8)).toMatchObject({ conclusion: 'success' });
    });
  });

  it('is written again where people want it, though all is as it was', async () => {
    await pushed(1);
    await suite('completed');
    expect(world.written()).toEqual(['POST check-runs']);
    await suite('rerequested', { app: { slug: 'my-bot' } });
    expect(world.written()).toHaveLength(2);
    expect(world.check(1)).toMatchObject({ conclusion: 'success' });
  });

  it.each([
    ['another App', { context: 'my-bot/security', integration_id: 99 }, true],
    ['this App', { context: 'my-bot/security', integration_id: 1234 }, false],
    ['any App', { context: 'my-bot/security' }, false],
  ])('stops a merge only where a ruleset requires it from this App: from %s', async (_who, check, isTold) => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const rule = { parameters: { required_status_checks: [check] } };
    world.on('GET', `${world.repository}/rules/branches/main`, { body: [rule] });
    await pushed(1);
    expect(JSON.stringify(world.check(1)).includes('required from another App')).toBe(isTold);
  });

  it('stops a merge by a rule of the second page', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const path = `${world.repository}/rules/branches/main`;
    const rule = { parameters: { required_status_checks: [{ context: 'my-bot/security' }] } };
    world.on('GET', path, ({ query }) =>
      query.page === '2'
        ? { body: [rule] }
        : { headers: { link: `<${world.gitHub().url}${path}?page=2>; rel="next"` }, body: [{ type: 'deletion' }] },
    );
    await pushed(1);
    expect(JSON.stringify(world.check(1))).not.toContain('stops no merge yet');
  });

  it('stops a merge by a rule of the first page, whatever becomes of the next', async () => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const path = `${world.repository}/rules/branches/main`;
    const rule = { parameters: { required_status_checks: [{ context: 'my-bot/security' }] } };
    const link = `<${world.gitHub().url}${path}?page=2>; rel="next"`;
    world.on('GET', path, ({ query }) =>
      query.page === '2' ? { status: 403, body: { message: 'no' } } : { headers: { link }, body: [rule] },
    );
    await pushed(1);
    expect(JSON.stringify(world.check(1))).not.toMatch(/stops no merge yet|does not tell/);
  });

  it.each([
    ['another App', { checks: [{ context: 'my-bot/security', app_id: 99 }], contexts: ['my-bot/security'] }, true],
    ['this App', { checks: [{ context: 'my-bot/security', app_id: 1234 }] }, false],
    ['any App', { checks: [{ context: 'my-bot/security', app_id: null }] }, false],
    ['any App, in the words of its settings', { checks: [{ context: 'my-bot/security', app_id: -1 }] }, false],
    ['whoever', { contexts: ['my-bot/security'] }, false],
  ])('stops a merge only where a protected branch requires it from this App: from %s', async (_who, said, isTold) => {
    world.open({ dependabot: [dependencyAlert(7)] });
    const body = { protection: { required_status_checks: said } };
    world.on('GET', `${world.repository}/branches/main`, { body });
    await pushed(1);
    expect(JSON.stringify(world.check(1)).includes('stops no merge yet')).toBe(isTold);
    expect(JSON.stringify(world.check(1)).includes('is required from another App')).toBe(isTold);
  });

  it('forgets in comments what was dismissed, which GitHub tells without a ref', async () => {
    const tell = (action: string, ref: string) =>
      world.tell(handler, 'code_scanning_alert', { action, alert: codeAlert(5, high), ref });
    world.open({ code: { [own]: [codeAlert(5, high)] } });
    await tell('created', own);
    expect(world.comments()[0]?.body).toContain('Code scanning alert 5');
    world.open({ code: { [own]: [] } });
    await tell('closed_by_user', '');
    expect(world.comments()[0]?.body).toContain('nothing that this pull request brought is open');
  });
});
