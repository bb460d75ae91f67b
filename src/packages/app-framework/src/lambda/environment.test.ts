import { requiredVariable } from './environment';

describe('requiredVariable', () => {
  it('answers the value', () => {
    process.env.SOME_TABLE_NAME = 'table';

    expect(requiredVariable('SOME_TABLE_NAME')).toBe('table');
  });

  it.each([undefined, ''])('refuses %p, and names the variable', (value) => {
    delete process.env.SOME_TABLE_NAME;
    if (value !== undefined) process.env.SOME_TABLE_NAME = value;

    expect(() => requiredVariable('SOME_TABLE_NAME')).toThrow(/SOME_TABLE_NAME/);
  });
});
