import { createAddressSets } from './address-set-waf';

/** What the firewall relies on, for a WAF in memory and that of AWS alike, wherever signed requests lead. */
export function addressSetContract(): void {
  const sets = createAddressSets({
    names: { IPV4: 'bot-ipv4', IPV6: 'bot-ipv6' },
    remainingMilliseconds: () => 20_000,
  });

  it('makes, reads, changes and removes a set, of each version for itself', async () => {
    expect(await sets.read('IPV4')).toBeUndefined();
    const arn = await sets.create('IPV4', ['192.0.2.0/24']);
    await expect(sets.create('IPV4', [])).rejects.toMatchObject({ code: 'WAFDuplicateItemException' });
    const made = await sets.read('IPV4');
    expect(made).toMatchObject({ arn, addresses: ['192.0.2.0/24'] });
    expect(await sets.read('IPV6')).toBeUndefined();
    if (!made) return;
    await sets.update('IPV4', made, ['198.51.100.0/24']);
    const changed = await sets.read('IPV4');
    expect(changed?.addresses).toEqual(['198.51.100.0/24']);
    // Whoever has not read the last version changes nothing.
    await expect(sets.update('IPV4', made, [])).rejects.toMatchObject({ code: 'WAFOptimisticLockException' });
    if (changed) await sets.remove('IPV4', changed);
    expect(await sets.read('IPV4')).toBeUndefined();
  });
}
