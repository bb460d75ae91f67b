import type { FakeGitHub, Reply } from '../github/fake-github.test.support';
import { field } from '../lambda/parsed-json';

interface KeptSet {
  readonly Id: string;
  readonly Name: string;
  readonly ARN: string;
  readonly IPAddressVersion: string;
  Addresses: string[];
  version: number;
}

/** WAF's sets as its API keeps them: by id, listed a few at a time, changed only by who read the last version, addresses of IPv6 written out. */
export function fakeWaf(server: FakeGitHub) {
  const sets = new Map<string, KeptSet>();
  const failures: { readonly operation: string; readonly name: string }[] = [];
  const calls: string[] = [];
  for (const other of ['others', 'of-another-stack']) {
    sets.set(other, { Id: other, Name: other, ARN: other, IPAddressVersion: 'IPV4', Addresses: [], version: 1 });
  }

  server.on('POST /', ({ headers, body }) => {
    const operation = String(headers['x-amz-target']).replace('AWSWAF_20190729.', '');
    calls.push(operation);
    const due = failures[0];
    if (due?.operation === operation) {
      failures.shift();
      return refusal(due.name);
    }
    return answer(operation, body);
  });

  function answer(operation: string, input: unknown): Reply {
    const text = (name: string) => String(field(input, name));
    if (field(input, 'Scope') !== 'REGIONAL') return refusal('WAFInvalidParameterException');
    if (operation === 'ListIPSets') {
      const all = [...sets.values()];
      const from = Number(field(input, 'NextMarker') ?? 0);
      const marker = from + 1 < all.length && { NextMarker: String(from + 1) };
      return { body: { IPSets: all.slice(from, from + 1).map(({ Id, Name, ARN }) => ({ Id, Name, ARN })), ...marker } };
    }
    if (operation === 'CreateIPSet') {
      if (named(text('Name'))) return refusal('WAFDuplicateItemException');
      const Id = `id-${sets.size}`;
      const kept = { Id, Name: text('Name'), ARN: `arn:${text('Name')}`, IPAddressVersion: text('IPAddressVersion') };
      sets.set(Id, { ...kept, Addresses: addressesOf(input), version: 1 });
      return { body: { Summary: { ...kept, LockToken: '1' } } };
    }
    const set = sets.get(text('Id'));
    if (set?.Name !== text('Name')) return refusal('WAFNonexistentItemException');
    if (operation === 'GetIPSet') {
      const IPSet = {
        ...set,
        Addresses: set.Addresses.map((one) => one.replace('::/', ':0000:0000:0000:0000:0000:0000/')),
      };
      return { body: { IPSet, LockToken: String(set.version) } };
    }
    if (field(input, 'LockToken') !== String(set.version)) return refusal('WAFOptimisticLockException');
    if (operation === 'DeleteIPSet') sets.delete(set.Id);
    else Object.assign(set, { Addresses: addressesOf(input), version: set.version + 1 });
    return { body: {} };
  }

  function named(name: string): KeptSet | undefined {
    return [...sets.values()].find(({ Name }) => Name === name);
  }

  return {
    calls,
    addressesIn: (name: string) => named(name)?.Addresses,
    /** The next call of this operation is refused so. */
    failNext: (operation: string, name: string) => failures.push({ operation, name }),
    /** Somebody else writes into it. */
    write(name: string, addresses: string[]): void {
      const set = named(name);
      if (set) Object.assign(set, { Addresses: addresses, version: set.version + 1 });
    },
  };
}

function addressesOf(input: unknown): string[] {
  const addresses = field(input, 'Addresses');
  return Array.isArray(addresses) ? addresses.map(String) : [];
}

function refusal(name: string): Reply {
  return { status: 400, body: { __type: name, message: `refused: ${name}` } };
}
