import { readCaller, recordName, recordNames } from './caller';

describe('readCaller', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/Deployer/session-1', 'role', 'Deployer'],
    ['arn:aws-cn:sts::111122223333:assumed-role/Deployer/ann@example.com', 'role', 'Deployer'],
    ['arn:aws:sts::111122223333:assumed-role/Deployer/a/b', 'role', 'Deployer'],
    ['arn:aws:iam::111122223333:user/ann', 'user', 'ann'],
    ['arn:aws:iam::111122223333:user/team/one/ann', 'user', 'ann'],
    ['arn:aws:iam::111122223333:role/team/Deployer', 'role', 'Deployer'],
  ])('reads %s as the %s %s', (arn, kind, name) => {
    expect(readCaller(arn)).toEqual({ account: '111122223333', kind, name });
  });

  it.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::111122223333:federated-user/ann',
    'arn:aws:sts::111122223333:assumed-role/Deployer',
    'arn:aws:iam::111122223333:user/',
    'assumed-role/Deployer/session',
    '',
  ])('knows no role or user in "%s"', (arn) => {
    expect(readCaller(arn)).toEqual({ kind: 'other', name: arn });
  });
});

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
