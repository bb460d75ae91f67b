import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import examples from '@octokit/webhooks-examples';
import { lackOf, needsOf } from './app-needs';
import { neverAskedFor, permissionsOfEvents } from './event-permissions';

/** What the settings of an App call a permission, and what the API does. */
const named: Readonly<Record<string, readonly string[]>> = {
  'Administration organization': ['organization_administration'],
  'Administration repository': ['administration'],
  'Administration repository or organization': ['administration', 'organization_administration'],
  'Code scanning alerts repository': ['security_events'],
  'Commit statuses repository': ['statuses'],
  'Custom properties organization': ['organization_custom_properties'],
  'Dependabot alerts repository': ['vulnerability_alerts'],
  'Issues or Pull requests repository': ['issues', 'pull_requests'],
  'Meta app': [],
  'Personal access token requests organization': ['organization_personal_access_token_requests'],
  'Projects organization': ['organization_projects'],
  'Projects repository or organization': ['repository_projects', 'organization_projects'],
  'Repository security advisories ': ['repository_advisories'],
};

/** Permissions by event, as Octokit's types tell them of each. */
function toldByOctokit(): Map<string, readonly string[]> {
  const folder = dirname(require.resolve('@octokit/openapi-webhooks-types/package.json'));
  const types = readFileSync(join(folder, 'types.d.ts'), 'utf8');
  const told = new Map<string, readonly string[]>();
  for (const [, text = '', name = ''] of types.matchAll(
    /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*post: operations\["([^"/]+)/g,
  )) {
    const plain = text.replace(/\s*\n\s*\*\s*/g, ' ').replaceAll('"', '');
    const [, what, where = ''] =
      /at least read-level access for the (.+?) ?((?:repository|organization|repository or organization|app)?) permissions?\b/.exec(
        plain,
      ) ?? [];
    if (what === undefined) continue;
    const own = [what.toLowerCase().replaceAll(' ', '_')];
    told.set(name.replaceAll('-', '_'), named[`${what} ${where}`] ?? own);
  }
  return told;
}

describe('permissionsOfEvents', () => {
  it('has each event of the examples, or it is named as one that nobody asks for', () => {
    const events = examples.map(({ name }) => name);
    expect(events.length).toBeGreaterThan(50);
    expect(events.filter((event) => !permissionsOfEvents[event] && !neverAskedFor.includes(event))).toEqual([]);
    expect(neverAskedFor.filter((event) => permissionsOfEvents[event])).toEqual([]);
  });

  it('says of each event what Octokit says', () => {
    const told = toldByOctokit();
    expect(told.size).toBeGreaterThan(45);
    const ours = [...told.keys()].map((event) => [event, permissionsOfEvents[event]]);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(told));
  });
});

describe('needsOf', () => {
  it('has what handlers need, at the highest level that one of them needs', () => {
    const routes = [
      { events: ['issues'], needs: { issues: 'read' } },
      { events: ['issue_comment', 'installation'], needs: { issues: 'write', checks: 'read' } },
      { events: ['push'], needs: { checks: 'write' } },
    ] as const;
    expect(needsOf(routes)).toEqual({
      events: ['issue_comment', 'issues', 'push'],
      permissions: { checks: 'write', contents: 'read', issues: 'write', metadata: 'read' },
    });
  });

  it('adds none for an event that one of several permissions opens, where one of them is there', () => {
    expect(needsOf([{ events: ['milestone'], needs: { pull_requests: 'read' } }]).permissions).toEqual({
      metadata: 'read',
      pull_requests: 'read',
    });
    expect(needsOf([{ events: ['milestone'] }]).permissions).toEqual({ issues: 'read', metadata: 'read' });
  });

  it('refuses an event that nobody has looked up', () => {
    expect(() => needsOf([{ events: ['brand_new'] }])).toThrow('which permission the event brand_new needs');
  });
});

describe('lackOf', () => {
  it('has what is not there, or at a lower level', () => {
    const needs = { events: ['issues', 'push'], permissions: { contents: 'read', issues: 'write' } } as const;
    const had = { events: ['push'], permissions: { contents: 'write', issues: 'read' } } as const;
    expect(lackOf(needs, had)).toEqual({ events: ['issues'], permissions: { issues: 'write' } });
  });
});
