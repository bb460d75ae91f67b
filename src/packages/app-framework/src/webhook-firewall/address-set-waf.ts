import { AwsCallError, patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';
import type { Family } from './hook-ranges';

/** A set of addresses as WAF has it. */
export interface AddressSet {
  readonly id: string;
  readonly arn: string;
  readonly addresses: readonly string[];
  /** Of this reading: WAF refuses to change or remove what was changed since. */
  readonly lockToken: string;
}

export type AddressSets = ReturnType<typeof createAddressSets>;

const scope = { Scope: 'REGIONAL' };
const description =
  'Addresses that GitHub posts webhooks from. A function keeps them, and takes back what others change';
const tags = [{ Key: 'FrameworkForGitHubAppOnAwsManaged', Value: 'WebhookIngestion' }];

export interface AddressSetOptions {
  readonly names: Readonly<Record<Family, string>>;
  readonly remainingMilliseconds: () => number;
}

/** The sets, each under its name. All throw AwsCallError where WAF does not do it. */
export function createAddressSets({ names, remainingMilliseconds }: AddressSetOptions) {
  function ask(operation: string, input: object): Promise<unknown> {
    const target = `AWSWAF_20190729.${operation}`;
    return patientCall({ service: 'wafv2', target, input: { ...scope, ...input }, remainingMilliseconds });
  }

  /** By its name, for WAF looks up by id only. */
  async function idOf(family: Family): Promise<string | undefined> {
    let marker: unknown;
    do {
      const page = await ask('ListIPSets', { Limit: 100, ...(marker !== undefined && { NextMarker: marker }) });
      const listed = field(page, 'IPSets');
      const found = Array.isArray(listed) ? listed.find((one) => field(one, 'Name') === names[family]) : undefined;
      if (found) return text(found, 'Id');
      marker = field(page, 'NextMarker') || undefined;
    } while (marker !== undefined);
    return undefined;
  }

  return {
    /** Absent where there is none of that name. */
    async read(family: Family): Promise<AddressSet | undefined> {
      const id = await idOf(family);
      if (id === undefined) return undefined;
      const answer = await ask('GetIPSet', { Name: names[family], Id: id });
      const set = field(answer, 'IPSet');
      const addresses = field(set, 'Addresses');
      if (!Array.isArray(addresses)) throw new Error(`WAF answered the set ${names[family]} without its addresses.`);
      return { id, arn: text(set, 'ARN'), addresses: addresses.map(String), lockToken: text(answer, 'LockToken') };
    },

    /** Its ARN. */
    async create(family: Family, addresses: readonly string[]): Promise<string> {
      const input = { Name: names[family], IPAddressVersion: family, Addresses: addresses };
      return text(
        field(await ask('CreateIPSet', { ...input, Description: description, Tags: tags }), 'Summary'),
        'ARN',
      );
    },

    async update(family: Family, { id, lockToken }: AddressSet, addresses: readonly string[]): Promise<void> {
      const input = { Name: names[family], Id: id, LockToken: lockToken, Addresses: addresses };
      await ask('UpdateIPSet', { ...input, Description: description });
    },

    async remove(family: Family, { id, lockToken }: AddressSet): Promise<void> {
      await ask('DeleteIPSet', { Name: names[family], Id: id, LockToken: lockToken });
    },
  };
}

/** Somebody was faster, or what was used a moment ago is not free yet. */
export function mayPass(error: unknown): boolean {
  const passing = /^WAF(OptimisticLock|DuplicateItem|NonexistentItem|AssociatedItem|UnavailableEntity)Exception$/;
  return error instanceof AwsCallError && passing.test(error.code);
}

function text(holder: unknown, name: string): string {
  const value = field(holder, name);
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`WAF answered without ${name}.`);
}
