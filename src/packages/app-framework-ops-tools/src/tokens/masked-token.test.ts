import { displayToken } from './masked-token';

describe('displayToken', () => {
  const token = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

  it('prints nothing of a masked token but its hash, as the audit line has it', () => {
    expect(displayToken(token, 'masked')).toEqual({
      token: '***',
      hashedToken: 'eXwM5BRYbMjraSmv6UfHIOPk01HdBwpv459jC+qrMFQ=',
    });
  });

  it('prints the token where that is asked for', () => {
    expect(displayToken(token, 'shown').token).toBe(token);
  });
});
