import { readCaller } from './caller';

describe('readCaller', () => {
  it.each([
    ['arn:aws:sts::111122223333:assumed-role/Deployer/session-1', 'role', 'Deployer'],
    ['arn:aws-cn:sts::111122223333:assumed-role/Deployer/ann@example.com', 'role', 'Deployer'],
    ['arn:aws:sts::111122223333:assumed-role/Deployer/a/b', 'role', 'Deployer'],
    ['arn:aws:iam::111122223333:user/ann', 'user', 'ann'],
    ['arn:aws:iam::111122223333:user/team/one/ann', 'user', 'ann'],
    ['arn:aws:iam::111122223333:role/team/Deployer', 'role', 'Deployer'],
  ])('reads %s as the %s %s', (arn, kind, name) => {
    expect(readCaller(arn)).toEqual({ arn, account: '111122223333', kind, name });
  });

  it.each([
    'arn:aws:iam::111122223333:root',
    'arn:aws:sts::111122223333:federated-user/ann',
    'arn:aws:sts::111122223333:assumed-role/Deployer',
    'arn:aws:iam::111122223333:user/',
    'assumed-role/Deployer/session',
    '',
  ])('knows no role or user in "%s"', (arn) => {
    expect(readCaller(arn)).toEqual({ arn, kind: 'other', name: arn });
  });
});
