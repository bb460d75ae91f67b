import { parseKeyTags } from './key-record';

const parse = (tags: Record<string, string>) => parseKeyTags(new Map(Object.entries(tags)));

describe('parseKeyTags', () => {
  it('reads what imports and rotations write', () => {
    expect(
      parse({
        Status: 'Inactive',
        AppId: '3000000001',
        AppTable: 'apps',
        Fingerprint: 'SHA256:Zm9v',
        ReplacedBy: 'arn:new',
        ReplacedOn: '2026-11-21T10:00:00.000Z',
      }),
    ).toEqual({
      status: 'Inactive',
      appId: 3000000001,
      tableName: 'apps',
      fingerprint: 'SHA256:Zm9v',
      replacedBy: 'arn:new',
      replacedOn: new Date('2026-11-21T10:00:00Z'),
    });
  });

  it('takes what cannot be read for absent', () => {
    expect(parse({ AppId: 'seven', ReplacedOn: 'yesterday', Status: '' })).toEqual({});
    expect(parse({})).toEqual({});
  });
});
