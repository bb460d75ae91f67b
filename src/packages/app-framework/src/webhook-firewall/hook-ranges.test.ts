import { hookRanges, rangesOf } from './hook-ranges';

/** As GitHub answers today (https://docs.github.com/en/rest/meta/meta#get-github-meta-information). */
const hooks = ['192.30.252.0/22', '185.199.108.0/22', '2a0a:a440::/29', '9.234.98.160/28'];

describe('hookRanges', () => {
  it('takes what GitHub tells, by family', () => {
    const ranges = { IPV4: ['185.199.108.0/22', '192.30.252.0/22', '9.234.98.160/28'], IPV6: ['2a0a:a440::/29'] };
    expect(hookRanges({ hooks, web: ['1.2.3.4/32'] })).toEqual({ kind: 'ranges', ranges });
  });

  it.each([
    ['no object', 'down for maintenance', 'it names no hooks'],
    ['nothing', undefined, 'it names no hooks'],
    ['no hooks', { web: hooks }, 'it names no hooks'],
    ['an empty list', { hooks: [] }, 'it names no hooks'],
    ['no list', { hooks: '0.0.0.0/0' }, 'it names no hooks'],
    ['everybody', { hooks: [...hooks, '0.0.0.0/0'] }, '"0.0.0.0/0" is no block'],
    ['half of everybody', { hooks: [...hooks, '128.0.0.0/1'] }, 'is no block'],
    ['everybody of IPv6', { hooks: [...hooks, '::/0'] }, '"::/0" is no block'],
    ['an address without a width', { hooks: [...hooks, '192.0.2.1'] }, 'is no block'],
    ['a width beyond the address', { hooks: [...hooks, '192.0.2.0/33'] }, 'is no block'],
    ['a name', { hooks: [...hooks, 'hooks.github.com/24'] }, 'is no block'],
    ['a number', { hooks: [...hooks, 24] }, '24 is no block'],
    ['a null', { hooks: [null] }, 'null is no block'],
    ['more than WAF takes', { hooks: Array(10_001).fill(hooks[0]) }, 'it names 10001 blocks'],
  ])('refuses %s', (_what, meta, reason) => {
    expect(hookRanges(meta)).toEqual({ kind: 'odd', reason: expect.stringContaining(reason) });
  });
});

describe('rangesOf', () => {
  it('knows a block by whatever spelling, once', () => {
    const spellings = [
      '2A0A:A440::/29',
      '2a0a:a440:0000:0000:0000:0000:0000:0000/29',
      '192.30.252.0/22',
      '192.30.252.0/22',
    ];
    expect(rangesOf(spellings)).toEqual({ IPV4: ['192.30.252.0/22'], IPV6: ['2a0a:a440::/29'] });
  });
});
