import { parseCeiling } from './ceiling';

const record = (members: object) => JSON.stringify({ version: 1, ...members });

describe('parseCeiling', () => {
  it('reads every member, names in lower case', () => {
    const permissions = { contents: 'read', issues: 'admin' };
    const text = record({
      apps: [7],
      owners: ['Acme'],
      repositories: ['Acme/Web', 'X'],
      permissions,
      tokensPerHour: 9,
    });
    expect(parseCeiling(text)).toEqual({
      apps: [7],
      owners: ['acme'],
      repositories: ['acme/web', 'x'],
      permissions,
      tokensPerHour: 9,
    });
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"version":2,"apps":[1]}',
    record({ hosts: ['x'] }),
    record({ apps: [] }),
    record({ apps: ['1'] }),
    record({ apps: [0] }),
    record({ apps: 1 }),
    record({ apps: null }),
    record({ owners: [''] }),
    record({ repositories: [] }),
    record({ permissions: {} }),
    record({ permissions: [] }),
    record({ permissions: { contents: 'all' } }),
    record({ permissions: { contents: 'read', issues: null } }),
    record({ tokensPerHour: 0 }),
    record({ tokensPerHour: 1.5 }),
  ])('refuses the record %s', (text) => {
    expect(() => parseCeiling(text)).toThrow();
  });
});
