import type { Replier } from '../github/fake-github.test.support';
import { dependencyAlert, shaOf, useAlertedRepository } from './alerted.test.support';
import { securityAlerts } from './security-alerts';

const advisory = 'GHSA-aaaa-bbbb-cccc';
const change = (change_type: string, version: string, more: object = {}) => ({
  ...{ change_type, version, manifest: 'package.json', name: 'left-pad' },
  ...{ vulnerabilities: [{ advisory_ghsa_id: advisory }], ...more },
});
const mended = { vulnerabilities: [] };
const other = { ...mended, name: 'right-pad' };
const moved = { ...mended, manifest: 'lib/package.json' };

describe('a vulnerable dependency', () => {
  const world = useAlertedRepository();
  const handler = securityAlerts({ bot: 'my-bot' });

  const compared = `${world.repository}/dependency-graph/compare/${shaOf(0)}...${shaOf(1)}`;

  /** What becomes of a pull request that changes dependencies so, where the default branch has these versions. */
  async function concluded(changes: readonly object[] | Replier, versions?: readonly string[], range = '< 2.0.0') {
    const security_vulnerability = { severity: 'critical', vulnerable_version_range: range };
    world.open({ dependabot: [dependencyAlert(7, { security_vulnerability })] });
    world.on('GET', compared, typeof changes === 'function' ? changes : { body: changes });
    const packages = versions?.map((versionInfo) => ({ name: 'npm:left-pad', versionInfo }));
    if (packages) world.on('GET', `${world.repository}/dependency-graph/sbom`, { body: { sbom: { packages } } });
    await world.tell(handler, 'pull_request', { action: 'synchronize', pull_request: { number: 1 } });
    return world.check(1)?.conclusion;
  }

  it.each([
    ['is taken out', [change('removed', '1.0.0')], ['1.0.0'], 'success'],
    ['is replaced', [change('removed', '1.0.0'), change('added', '2.0.0', mended)], ['1.0.0'], 'success'],
    ['stays in a version that is not vulnerable', [change('removed', '1.0.0')], ['1.0.0', '2.1.0'], 'success'],
    ['is replaced by one that is as bad', [change('removed', '1.0.0'), change('added', '1.1.0')], ['1.0.0'], 'failure'],
    ['stays in another version', [change('removed', '1.0.0')], ['1.0.0', '1.9.9'], 'failure'],
    ['stays in a version that nobody can place', [change('removed', '1.0.0')], ['1.0.0', '2.0.0-rc.1'], 'failure'],
    [
      'moves to another manifest',
      [change('removed', '1.0.0'), change('added', '1.0.0', { manifest: 'lib/package.json' })],
      ['1.0.0'],
      'failure',
    ],
    [
      'moves to another manifest under another spelling',
      [change('removed', '1.0.0'), change('added', '1.0.0', { manifest: 'lib/package.json', name: 'Left_Pad' })],
      ['1.0.0'],
      'failure',
    ],
    ['goes from another manifest', [change('removed', '1.0.0', { manifest: 'b/package.json' })], ['1.0.0'], 'failure'],
    [
      'stays while another one of its advisory goes',
      [change('removed', '1.0.0', { name: 'pad' })],
      ['1.0.0'],
      'failure',
    ],
    ['is not touched, and is in no inventory', [], [], 'failure'],
    ['cannot be looked for', [change('removed', '1.0.0')], undefined, 'failure'],
    ['has another advisory', [change('removed', '1.0.0', mended)], ['1.0.0'], 'failure'],
  ])('that %s is judged by what is left', async (_what, changes, versions, conclusion) => {
    expect(await concluded(changes, versions)).toBe(conclusion);
  });

  it.each([
    ['>= 1.0.0, < 1.4.2', '1.4.2', 'success'],
    ['>= 1.0.0, < 1.4.2', '1.4.1', 'failure'],
    ['>= 1.0.0, < 1.4.2', 'v1.4.2', 'success'],
    ['>= 1.0.0, < 1.4.2', '0.9', 'success'],
    ['<= 1.4', '1.4.0', 'failure'],
    ['<= 1.4', '1.4.1', 'success'],
    ['> 3.0', '3.0', 'success'],
    ['> 3.0', '3.0.1', 'failure'],
    ['= 1.2.3', '1.2.3', 'failure'],
    ['= 1.2.3', '1.10.3', 'success'],
    ['', '9.9.9', 'failure'],
    ['all of them', '9.9.9', 'failure'],
  ])('vulnerable in versions %j is left in %s, or not', async (range, left, conclusion) => {
    expect(await concluded([change('removed', '1.0.0-old')], ['1.0.0-old', left], range)).toBe(conclusion);
  });

  it('is not gone where a later page of what changes brings it back', async () => {
    const link = `<${world.gitHub().url}${compared}?page=2>; rel="next"`;
    const pages: Replier = ({ query }) =>
      query.page === '2'
        ? { body: [change('added', '1.0.0', { manifest: 'lib/package.json' })] }
        : { headers: { link }, body: [change('removed', '1.0.0')] };
    expect(await concluded(pages, ['1.0.0'])).toBe('failure');
    // Nor where there are more pages than are read.
    expect(await concluded(() => ({ headers: { link }, body: [change('removed', '1.0.0')] }), ['1.0.0'])).toBe(
      'failure',
    );
  });

  it.each([
    ['taken out', [change('removed', '1.0.0')], 'failure'],
    ['taken out, while another one comes', [change('removed', '1.0.0'), change('added', '1', other)], 'failure'],
    ['taken out, while a manifest gets it', [change('removed', '1.0.0'), change('added', '2.0.0', moved)], 'failure'],
    ['replaced', [change('removed', '1.0.0'), change('added', '2.0.0', mended)], 'success'],
  ])('that is %s is judged where GitHub has no snapshot of one of the commits', async (_what, body, so) => {
    const headers = { 'x-github-dependency-graph-snapshot-warnings': 'Tm8gc25hcHNob3Rz' };
    expect(await concluded(() => ({ headers, body }), ['1.0.0'])).toBe(so);
  });

  it('is not gone where the first page alone tells that a snapshot is not there', async () => {
    const link = `<${world.gitHub().url}${compared}?page=2>; rel="next"`;
    const headers = { link, 'x-github-dependency-graph-snapshot-warnings': 'Tm8gc25hcHNob3Rz' };
    const pages: Replier = ({ query }) =>
      query.page === '2' ? { body: [] } : { headers, body: [change('removed', '1.0.0')] };
    expect(await concluded(pages, ['1.0.0'])).toBe('failure');
  });

  it.each(['pypi:Left_Pad', 'pypi:left.pad'])('is left under another spelling of its name: %s', async (name) => {
    const packages = [{ name, versionInfo: '1.0.1' }];
    world.on('GET', `${world.repository}/dependency-graph/sbom`, { body: { sbom: { packages } } });
    expect(await concluded([change('removed', '1.0.0')])).toBe('failure');
  });

  it('is not left by another one whose name begins, or ends, with its name', async () => {
    const packages = ['npm:left-pad-more', 'npm:my-left-pad', 'left-pad2'].map((name) => ({
      name,
      versionInfo: '1.0.1',
    }));
    world.on('GET', `${world.repository}/dependency-graph/sbom`, { body: { sbom: { packages } } });
    expect(await concluded([change('removed', '1.0.0')])).toBe('success');
  });
});
