import { field } from '../lambda/parsed-json';

/** An account of GitHub, as payloads name it. */
export interface NamedAccount {
  readonly id: number;
  readonly login: string;
}

/** An account whose id may not be known: then no id of a list admits it. */
export type KnownAccount = Pick<NamedAccount, 'login'> & Partial<NamedAccount>;

/** Whose events are handled: those of everybody, or of accounts by id or login. */
export type Admission =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'listed'; readonly ids: ReadonlySet<number>; readonly logins: ReadonlySet<string> };

const login = /^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,99}$/i;

/**
 * Reads a list such as `octo-org, id:9919`; `*` in it is everybody, and a list without any is nobody.
 * @throws Error for what is neither login nor id
 */
export function parseAdmission(text: string | undefined): Admission {
  const entries = text?.split(',').flatMap((entry) => entry.trim() || []);
  if (entries === undefined || entries.includes('*')) return { kind: 'everybody' };
  const ids = new Set<number>();
  const logins = new Set<string>();
  for (const entry of entries) {
    const id = Number(/^id:([1-9]\d*)$/.exec(entry)?.[1]);
    if (Number.isSafeInteger(id)) ids.add(id);
    else if (login.test(entry)) logins.add(entry.toLowerCase());
    else
      throw new Error(`${entry} is no account: give logins, ids as id:9919, or * for everybody, with commas between.`);
  }
  return { kind: 'listed', ids, logins };
}

/** What belongs to no account, such as a ping, is held back from nobody. */
export function isAdmitted(admission: Admission | undefined, account: KnownAccount | undefined): boolean {
  if (!admission || admission.kind === 'everybody' || !account) return true;
  const { id, login: called } = account;
  return (id !== undefined && admission.ids.has(id)) || admission.logins.has(called.toLowerCase());
}

/** The account that an event is of: that of the installation, else whoever owns the repository, else the organization. */
export function accountOf(payload: unknown): NamedAccount | undefined {
  const places = [
    field(field(payload, 'installation'), 'account'),
    field(field(payload, 'repository'), 'owner'),
    field(payload, 'organization'),
    field(field(payload, 'marketplace_purchase'), 'account'),
    // Of an installation whose account was renamed.
    field(payload, 'account'),
  ];
  return places.flatMap((place) => accountIn(place) ?? [])[0];
}

function accountIn(value: unknown): NamedAccount | undefined {
  // Enterprises have a slug.
  const [id, name] = [field(value, 'id'), field(value, 'login') ?? field(value, 'slug')];
  return typeof id === 'number' && typeof name === 'string' ? { id, login: name } : undefined;
}
