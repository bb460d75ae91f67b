import fc from 'fast-check';
import { accountOf, isAdmitted, parseAdmission } from './admission';

const octo = { id: 9919, login: 'Octo-Org' };

describe('parseAdmission', () => {
  it.each([
    ['nothing said', undefined, true],
    ['everybody', 'acme, *', true],
    ['a login in any case', ' acme ,octo-org', true],
    ['an id', 'id:9919', true],
    ['another login', 'octo-org2', false],
    ['another id', 'id:99', false],
    ['a login of digits that is the id', '9919', false],
    ['nobody', '', false],
  ])('admits by %s', (_what, text, expected) => {
    expect(isAdmitted(parseAdmission(text), octo)).toBe(expected);
  });

  it.each(['octo org', 'id:0', 'id:x', '-octo', 'a/b', 'id:99999999999999999999'])('refuses %s', (text) => {
    expect(() => parseAdmission(text)).toThrow(`${text} is no account`);
  });

  it('admits an account whose id nobody knows by its login alone', () => {
    expect(isAdmitted(parseAdmission('id:9919'), { login: 'octo-org' })).toBe(false);
    expect(isAdmitted(parseAdmission('octo-org'), { login: 'octo-org' })).toBe(true);
  });

  it('holds back nothing that belongs to no account', () => {
    expect(isAdmitted(parseAdmission(''), undefined)).toBe(true);
  });
});

describe('accountOf', () => {
  const owner = { id: 1, login: 'owner' };
  it.each([
    ['the installation', { installation: { id: 5, account: octo }, repository: { owner } }, octo],
    ['the repository', { installation: { id: 5 }, repository: { owner }, organization: octo }, owner],
    ['the organization', { installation: { id: 5 }, organization: octo }, octo],
    ['an enterprise', { installation: { account: { id: 7, slug: 'octo-corp' } } }, { id: 7, login: 'octo-corp' }],
    ['an account that was renamed', { installation: { id: 5 }, account: octo }, octo],
    ['a purchase', { marketplace_purchase: { account: octo } }, octo],
    ['nothing', { zen: 'Keep it logically awesome.', sender: octo }, undefined],
  ])('is that of %s', (_what, payload, expected) => {
    expect(accountOf(payload)).toEqual(expected);
  });

  it('makes something of everything', () => {
    fc.assert(
      fc.property(fc.anything(), (payload) => {
        const account = accountOf(payload);
        expect(account === undefined || typeof account.login === 'string').toBe(true);
      }),
    );
  });
});
