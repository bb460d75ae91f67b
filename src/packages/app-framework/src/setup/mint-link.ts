import { linkIdOf, newLink } from '../http/browser-binding';
import { field } from '../lambda/parsed-json';
import type { RegisteredApps } from '../registrations/registered-app-table';
import type { Setups } from './setup-table';

export interface MintCollaborators {
  readonly setups: Pick<Setups, 'mint'>;
  readonly registered: Pick<RegisteredApps, 'ids'>;
  /** Base URLs of the REST API by host. */
  readonly apiUrls: Readonly<Record<string, string>>;
  readonly baseUrl: string;
  readonly now: () => Date;
  readonly tables: DeploymentTables;
}

/** Which deployment it is, where an account has several. */
export interface DeploymentTables {
  readonly appTable: string;
  readonly ledger: string;
}

/** What whoever asked for a link is told. */
export type MintAnswer =
  | { readonly url: string; readonly until: string; readonly host: string }
  | ({ readonly registered: readonly number[] } & DeploymentTables)
  | { readonly problem: string };

const lifetimeMilliseconds = 3_600_000;

/** Makes a link by which an App can be registered, once, within an hour. Who may invoke the function may have one; only its digest is kept. */
export function createMint({ setups, registered, apiUrls, baseUrl, now, tables }: MintCollaborators) {
  return async function mint(request: unknown, remainingMilliseconds: () => number): Promise<MintAnswer> {
    const only = field(request, 'only');
    if (only === 'first App' || only === 'no link') {
      const ids = await registered.ids(remainingMilliseconds);
      if (ids.length > 0 || only === 'no link') return { registered: ids, ...tables };
    }
    const hosts = Object.keys(apiUrls);
    const asked = field(request, 'host') ?? (hosts.length === 1 ? hosts[0] : undefined);
    const host = hosts.find((one) => one === asked);
    const apiUrl = host === undefined ? undefined : apiUrls[host];
    if (host === undefined || apiUrl === undefined) {
      const known = hosts.join(', ');
      return { problem: `Say at which host the App is to be: this deployment has ${known}.` };
    }
    const link = newLink();
    const until = now().getTime() + lifetimeMilliseconds;
    await setups.mint({ id: linkIdOf(link), until, apiUrl }, remainingMilliseconds);
    return { url: `${baseUrl}setup?${new URLSearchParams({ link })}`, until: new Date(until).toISOString(), host };
  };
}
