import { dependencyAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const of = (security: object) => JSON.stringify({ security });

describe('configuration of security alerts', () => {
  const world = useAlertedRepository();
  const handlerWith = (policy = {}) => securityAlerts({ bot: 'my-bot', policy });
  const high = dependencyAlert(7, { security_advisory: { ghsa_id: 'GHSA-a', summary: 'It pads', severity: 'high' } });

  /** What becomes of the head of a pull request while a finding of severity high is open. */
  async function concluded(files: Parameters<typeof world.configured>[0], policy = {}) {
    world.configured(files);
    world.open({ dependabot: [high] });
    await world.tell(handlerWith(policy), 'pull_request', { action: 'synchronize', pull_request: { number: 1 } });
    return world.check(1);
  }

  const blocks = { dependabot: { high: ['block'] } };
  const notes = { dependabot: { high: ['annotate'] } };

  it.each([
    ['the deployment does, where nothing else is said', {}, 'success'],
    ['the repository says', { own: of(blocks) }, 'failure'],
    ['the organisation says', { organisation: of(blocks) }, 'failure'],
    ['the organisation demands, whatever the repository says', { organisation: of(blocks), own: of(notes) }, 'failure'],
    ['both say', { organisation: of(notes), own: of(blocks) }, 'failure'],
    [
      'the repository says, where the organisation lets it',
      { organisation: of({ ...blocks, repositories: 'replace' }), own: of(notes) },
      'success',
    ],
    [
      'the organisation demands, though the repository lets itself',
      { organisation: of(blocks), own: of({ ...notes, repositories: 'replace' }) },
      'failure',
    ],
    [
      'the organisation demands, though the repository ignores it',
      { organisation: of(blocks), own: of({ dependabot: { high: ['ignore'] } }) },
      'failure',
    ],
  ] as const)('is done as %s', async (_what, files, conclusion) => {
    expect(await concluded(files)).toMatchObject({ conclusion });
  });

  it('may be of the deployment', async () => {
    expect(await concluded({}, { dependabot: { high: ['block'] } })).toMatchObject({ conclusion: 'failure' });
  });

  it.each([
    ['a severity that is wrong', of({ dependabot: { high: ['annotte'] } })],
    ['a file that is no YAML', '{ "security": ['],
    ['a file that is no object', '[1]'],
    ['a file that is too large', `"${'x'.repeat(70_000)}"`],
  ])('is not switched off by %s, and the check says so', async (_what, own) => {
    const check = await concluded({ own }, { dependabot: { high: ['block'] } });
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(JSON.stringify(check)).toContain('octo-org/web/.github/my-bot.json:');
    expect(JSON.stringify(check)).toContain('this does not count');
  });

  describe('of the organisation', () => {
    const theirs = '/api/v3/repos/octo-org/.github';
    const mistaken = of({ dependabot: { high: ['blok'] }, code_scanning: { low: ['annotate'] } });
    /** Versions of its file, the newest first, which is what stands there now. */
    function versions(...texts: readonly string[]) {
      world.on('GET', `${theirs}/commits`, { body: texts.map((_text, index) => ({ sha: shaOf(index) })) });
      world.on('GET', `${theirs}/contents/.github%2Fmy-bot.json`, ({ query }) => {
        const text = texts[Number(query.ref ?? 0)] ?? '';
        return { body: { type: 'file', size: text.length, content: Buffer.from(text).toString('base64') } };
      });
    }
    async function judged(repository: object = {}) {
      world.open({ dependabot: [high] });
      const payload = { action: 'synchronize', pull_request: { number: 1 } };
      const whole = { id: 42, full_name: 'octo-org/web', private: true, default_branch: 'main', ...repository };
      await world.tell(handlerWith(), 'pull_request', { ...payload, repository: whole });
      return world.check(1);
    }

    it.each([
      ['a mistake', mistaken],
      ['what is no YAML', '{ "security": ['],
    ])('demands what it demanded before %s', async (_what, text) => {
      versions(text, '[7]', of(blocks), of({}));
      expect(await judged()).toMatchObject({ conclusion: 'failure' });
      versions(text, of({}), of(blocks));
      expect(await judged()).toMatchObject({ conclusion: 'success' });
    });

    it('demands what it says now, where that is no mistake', async () => {
      versions(of({ ...blocks, code_scanning: { low: ['annotte'] } }), of(notes));
      expect(await judged()).toMatchObject({ conclusion: 'failure' });
    });

    it('is looked for again where another mistake is made', async () => {
      const handler = handlerWith();
      const payload = { action: 'synchronize', pull_request: { number: 1 } };
      const concluding = async (...texts: readonly string[]) => {
        versions(...texts);
        world.open({ dependabot: [high] });
        await world.tell(handler, 'pull_request', payload, { installation: { id: 5 } });
        return world.check(1)?.conclusion;
      };
      expect(await concluding('[1]', of(blocks))).toBe('failure');
      expect(await concluding('[2]', of({}))).toBe('success');
    });

    it('lets nothing through where nobody knows what it demands', async () => {
      versions('[1]', '[2]');
      expect(await judged()).toMatchObject({ conclusion: 'action_required' });
      world.on('GET', `${theirs}/commits`, { status: 404, body: { message: 'Not Found' } });
      versions('[3]');
      expect(await judged()).toMatchObject({ conclusion: 'action_required' });
      world.on('GET', `${theirs}/commits`, { status: 409, body: { message: 'Git Repository is empty.' } });
      Object.assign(world.check(1) ?? {}, { conclusion: null });
      expect(await judged()).toMatchObject({ conclusion: 'action_required' });
    });

    it('is told whoever reads the log, and no one else', async () => {
      versions(of({ dependabot: { high: ['our-secret-plan'] } }), of(blocks));
      const check = JSON.stringify(await judged({ private: false }));
      expect(check).toContain('has mistakes, which the log names');
      expect(check).not.toContain('our-secret-plan');
      expect(world.said()).toContain('octo-org/.github/.github/my-bot.json:1:');
    });

    it('is said not to be seen where the installation may not see it', async () => {
      const told = 'the App does not see its repository .github';
      const notThere = { status: 404, body: { message: 'Not Found' } };
      expect(JSON.stringify(await judged())).not.toContain(told);

      world.on('GET', theirs, notThere);
      world.on('GET', '/api/v3/installation/repositories', { body: { repository_selection: 'all' } });
      expect(JSON.stringify(await judged())).not.toContain(told);

      world.on('GET', '/api/v3/installation/repositories', { body: { repository_selection: 'selected' } });
      expect(await judged()).toMatchObject({ conclusion: 'success' });
      expect(JSON.stringify(world.check(1))).toContain(told);
    });
  });

  it('concludes nothing where it cannot be told what a file says', async () => {
    world.on('GET', '/api/v3/repos/octo-org/.github/contents/.github%2Fmy-bot.json', {
      ...{ status: 403, body: { message: 'Resource not accessible by integration' } },
    });
    const payload = { action: 'synchronize', pull_request: { number: 1 } };
    expect(await world.tell(handlerWith(), 'pull_request', payload)).toBe('again');
    expect(world.checks()).toEqual([]);
  });

  describe('in a pull request that changes it', () => {
    const file = { filename: '.github/my-bot.json', status: 'modified' };
    const config = () => world.check(1, 'my-bot/security-config');
    async function proposed(text: string, files: readonly object[] = [file]) {
      world.pulls({ number: 1, files });
      world.configured({});
      world.on('GET', `${world.repository}/contents/.github%2Fmy-bot.json`, ({ query }) =>
        query.ref === shaOf(1)
          ? { body: { type: 'file', size: text.length, content: Buffer.from(text).toString('base64') } }
          : { status: 404, body: { message: 'Not Found' } },
      );
      await world.tell(handlerWith(), 'pull_request', { action: 'opened', pull_request: { number: 1 } });
    }

    it('is checked, and each mistake is marked in its line', async () => {
      await proposed('{\n "security": {\n  "dependabot": {\n   "high": ["blok"]\n  }\n }\n}');
      expect(config()).toMatchObject({
        conclusion: 'failure',
        output: { annotations: [{ path: '.github/my-bot.json', start_line: 4, annotation_level: 'failure' }] },
      });
    });

    it('is said to be valid, and what would do nothing is only pointed at', async () => {
      await proposed('{ "security": { "dependabot": { "high": ["comment", "issue"] } } }');
      expect(config()).toMatchObject({
        conclusion: 'success',
        output: { annotations: [{ annotation_level: 'warning' }] },
      });
    });

    it.each([
      ['others are changed', [{ filename: 'my-bot.json', status: 'modified' }]],
      ['it is removed', [{ ...file, status: 'removed' }]],
    ])('is not looked at where %s', async (_what, files) => {
      await proposed('{ "security": 7 }', files);
      expect(config()).toBeUndefined();
      expect(world.check(1)).toMatchObject({ conclusion: 'success' });
    });
  });
});
