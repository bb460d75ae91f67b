import { readCaller } from '../api/caller';
import { recordName, recordNames } from './record-name';

describe('recordName', () => {
  const of = (kind: 'role' | 'user', name: string) => recordName({ account: '1', kind, name });

  it('is account, kind and name', () => {
    expect(of('role', 'Deployer_1.x-y')).toBe('1/role/Deployer_1.x-y');
  });

  it('keeps apart what is neither role nor user', () => {
    const other = recordName(readCaller('arn:aws:iam::111122223333:root'));
    expect(other).not.toBe(recordName(readCaller('arn:aws:iam::111122224444:root')));
    expect(other).not.toMatch(/^\d+\//);
  });

  it('writes names that Parameter Store does not take in hexadecimal, apart from names that look like it', () => {
    expect(of('user', 'ann@example.com')).toBe('1/user.hex/616e6e406578616d706c652e636f6d');
    expect(of('user', '616e6e406578616d706c652e636f6d')).toBe('1/user/616e6e406578616d706c652e636f6d');
  });
});

describe('recordNames', () => {
  const of = (name: string) => recordNames({ account: '1', kind: 'role', name });

  it('has the name as it is first, then the one in lower case, whatever Parameter Store takes', () => {
    expect(of('Deployer')).toEqual(['1/role/Deployer', '1/role/deployer']);
    expect(of('A@b')).toEqual(['1/role.hex/414062', '1/role.hex/614062']);
  });

  it('has one where the two are the same', () => {
    expect(of('deployer')).toEqual(['1/role/deployer']);
  });
});
