import { gitHubInstallation } from './github-account.test.support';
import { isSame, parseInstallation } from './installation';

const described = gitHubInstallation({ id: 5, login: 'acme' });

describe('parseInstallation', () => {
  it('reads an enterprise, which has a slug and no login', () => {
    const enterprise = gitHubInstallation({ id: 5, login: 'big', type: 'Enterprise' });

    expect(parseInstallation(1, enterprise)).toMatchObject({ name: 'big', targetType: 'Enterprise' });
  });

  it.each([
    ['nothing', null],
    ['an id that is no number', { ...described, id: '5' }],
    ['an id beyond 2^53', { ...described, id: 9007199254740993n }],
    ['no account', { ...described, account: null }],
    ['an account without a node id', { ...described, account: { login: 'acme' } }],
    ['an account without a name', { ...described, account: { node_id: 'O_1' } }],
  ])('calls %s odd', (_what, data) => {
    expect(parseInstallation(1, data)).toMatchObject({ reason: expect.any(String) });
  });
});

describe('isSame', () => {
  const one = {
    appId: 1,
    installationId: 5,
    nodeId: 'n',
    targetType: 'User',
    name: 'a',
    permissions: { b: 'read', a: 'read' },
  };

  it('does not mind the order of permissions', () => {
    expect(isSame(one, { ...one, permissions: { a: 'read', b: 'read' } })).toBe(true);
  });

  it('does not mind the time zone of a suspension', () => {
    const suspended = { ...one, suspendedAt: '2026-01-01T00:00:00Z' };
    expect(isSame(suspended, { ...one, suspendedAt: '2025-12-31T20:00:00.000-04:00' })).toBe(true);
    expect(isSame(suspended, { ...one, suspendedAt: '2025-12-31T20:00:01.000-04:00' })).toBe(false);
  });

  it.each([
    { installationId: 6 },
    { targetType: 'Organization' },
    { name: 'A' },
    { permissions: { a: 'read' } },
    { repositorySelection: 'all' },
    { suspendedAt: '2026-01-01T00:00:00Z' },
  ])('sees %j', (change) => {
    expect(isSame(one, { ...one, ...change })).toBe(false);
  });
});
