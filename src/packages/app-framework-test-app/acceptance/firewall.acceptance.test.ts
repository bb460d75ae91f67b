import { awsJsonCall } from './harness/aws-json-call';
import { at, listAt } from './harness/json';
import { describeWith } from './harness/requires';

describeWith(['the local AWS'], 'the firewall of the sample bot', () => {
  const waf = (operation: string, input: object) =>
    awsJsonCall({
      service: 'wafv2',
      target: `AWSWAF_20190729.${operation}`,
      version: '1.1',
      input: { Scope: 'REGIONAL', ...input },
    });

  it('is deployed with the addresses that its function put into the sets, under a role for these sets alone', async () => {
    const sets = listAt(await waf('ListIPSets', {}), 'IPSets');
    const [v4, v6] = ['ipv4', 'ipv6'].map((family) =>
      sets.find((set) => String(at(set, 'Name')).endsWith(`-hooks-${family}`)),
    );
    expect(at(v6, 'ARN')).toContain('/ipset/');
    const read = await waf('GetIPSet', { Name: at(v4, 'Name'), Id: at(v4, 'Id') });
    expect(at(read, 'IPSet', 'Addresses')).toEqual(['127.0.0.0/8']);
    const acls = listAt(await waf('ListWebACLs', {}), 'WebACLs');
    expect(acls.length).toBeGreaterThan(0);
  });
});
