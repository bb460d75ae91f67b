import { setTimeout as timer } from 'node:timers/promises';
import type { GitHub } from '../github/github';
import { serveCustomResource } from '../lambda/custom-resource';
import { logError, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import { counted } from '../webhooks/delivery-metrics';
import { type AddressSet, type AddressSets, mayPass } from './address-set-waf';
import { type Family, families, hookRanges, type Ranges, type ReadRanges, rangesOf } from './hook-ranges';

export interface KeptRanges {
  readonly github: GitHub;
  /** API that is asked for the addresses; absent where all are given. */
  readonly gitHubApiUrl: string | undefined;
  /** Addresses that no API tells of, such as those of a GitHub Enterprise Server. */
  readonly given: readonly string[];
  /** The sets, for as long as one call has time. */
  readonly openSets: (remainingMilliseconds: () => number) => AddressSets;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => Date;
}

const patienceMilliseconds = 40_000;
const mostTries = 5;
const pauseMilliseconds = 3_000;

/**
 * Keeps the addresses that GitHub posts from in sets of WAF: when the schedule or a deployment asks for it. They are this function's alone: no
 * template names an address, so that no deployment takes one back. What GitHub does not tell, or tells oddly, changes nothing, and is counted.
 */
export function createKeepHookRanges(kept: KeptRanges) {
  const { github, gitHubApiUrl, openSets, pause = timer, now = () => new Date() } = kept;
  const given = rangesOf(kept.given);
  const deploy = serveCustomResource({
    physicalId: 'hook-ranges',
    apply: () => repeated(keep),
    remove: () => repeated(remove),
  });

  return async function serve(event: unknown): Promise<void> {
    if (field(event, 'RequestType') !== undefined) return deploy(event);
    await repeated(keep);
  };

  /** ARNs of the sets, by the names of attributes. @throws Error where no address of GitHub is known, and what WAF does not do */
  async function keep(sets: AddressSets, remainingMilliseconds: () => number): Promise<Record<string, string>> {
    const there = new Map<Family, AddressSet | undefined>();
    for (const family of families) there.set(family, await sets.read(family));
    const present = rangesOf([...there.values()].flatMap((set) => set?.addresses ?? []));
    const told = await toldRanges(present, remainingMilliseconds);
    const arns: Record<string, string> = {};
    for (const family of families) {
      const wanted = [...new Set([...told[family], ...given[family]])].sort();
      arns[`${family}Arn`] = await brought(family, { sets, set: there.get(family), present: present[family], wanted });
    }
    return arns;
  }

  /** What GitHub tells; what is there already, where it tells nothing usable. @throws Error where there is nothing yet */
  async function toldRanges(present: Ranges, remainingMilliseconds: () => number): Promise<Ranges> {
    if (gitHubApiUrl === undefined) return { IPV4: [], IPV6: [] };
    const known = (family: Family) => present[family].some((one) => !given[family].includes(one));
    const read = await readRanges(gitHubApiUrl, remainingMilliseconds);
    const emptied = read.kind === 'ranges' && families.find((family) => known(family) && !read.ranges[family].length);
    if (read.kind === 'ranges' && !emptied) return read.ranges;
    const fault = read.kind === 'odd' ? read.reason : `it names no block of ${emptied} any more`;
    const failure = new Error(
      `The addresses that GitHub posts webhooks from could not be taken from GET /meta: ${fault}. ${families.some(known) ? 'Those of before stay' : 'None are known yet: deploy again'}.`,
    );
    logError('hook ranges were not refreshed', failure, counted('HookRangesNotRefreshed', now()));
    if (!families.some(known)) throw failure;
    return present;
  }

  async function readRanges(baseUrl: string, remainingMilliseconds: () => number): Promise<ReadRanges> {
    // Everybody is told: no token of an App is for this.
    const outcome = await github.request({ baseUrl, route: 'GET /meta', token: undefined, remainingMilliseconds });
    if (outcome.kind === 'answered') return hookRanges(outcome.data);
    return { kind: 'odd', reason: `it was answered with ${outcome.status ?? outcome.kind}, ${outcome.message}` };
  }

  async function repeated<Result>(
    work: (sets: AddressSets, remainingMilliseconds: () => number) => Promise<Result>,
  ): Promise<Result> {
    const begun = now().getTime();
    const remainingMilliseconds = () => patienceMilliseconds - (now().getTime() - begun);
    const sets = openSets(remainingMilliseconds);
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(sets, remainingMilliseconds);
      } catch (error) {
        if (!mayPass(error) || tries === mostTries) throw error;
        await pause(pauseMilliseconds);
      }
    }
  }
}

interface Bringing {
  readonly sets: AddressSets;
  readonly set: AddressSet | undefined;
  readonly present: readonly string[];
  readonly wanted: readonly string[];
}

/** The ARN of a set with exactly the wanted addresses. */
async function brought(family: Family, { sets, set, present, wanted }: Bringing): Promise<string> {
  const isThere = wanted.join() === present.join();
  if (set && isThere) return set.arn;
  const arn = set?.arn ?? (await sets.create(family, wanted));
  if (set) await sets.update(family, set, wanted);
  const added = wanted.filter((one) => !present.includes(one));
  const removed = present.filter((one) => !wanted.includes(one));
  logRecord('hook ranges changed', { family, added, removed });
  return arn;
}

async function remove(sets: AddressSets): Promise<void> {
  for (const family of families) {
    const set = await sets.read(family);
    if (set) await sets.remove(family, set);
  }
}
