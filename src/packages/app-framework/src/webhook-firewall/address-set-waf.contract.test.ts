import { callLocalAws } from '../aws/local-aws.test.support';
import { createAddressSets } from './address-set-waf';

callLocalAws('address-set');

describe('createAddressSets', () => {
  it('makes, reads, changes and removes a set of WAF', async () => {
    const names = { IPV4: 'bot-ipv4', IPV6: 'bot-ipv6' };
    const sets = createAddressSets({ names, remainingMilliseconds: () => 10_000 });
    expect(await sets.read('IPV4')).toBeUndefined();
    const arn = await sets.create('IPV4', ['192.0.2.0/24']);
    await expect(sets.create('IPV4', [])).rejects.toMatchObject({ code: 'WAFDuplicateItemException' });
    const made = await sets.read('IPV4');
    expect(made).toMatchObject({ arn, addresses: ['192.0.2.0/24'] });
    if (!made) return;
    await sets.update('IPV4', made, ['198.51.100.0/24']);
    const changed = await sets.read('IPV4');
    expect(changed?.addresses).toEqual(['198.51.100.0/24']);
    if (changed) await sets.remove('IPV4', changed);
    expect(await sets.read('IPV4')).toBeUndefined();
  });
});
