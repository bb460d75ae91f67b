import { field } from '../lambda/parsed-json';

/** Why somebody controls an account, as far as installing an App goes. To see an installation is not to control it. */
export type Proof = 'account' | 'owner' | 'sender' | 'requester';

/** An account of GitHub. Ids of enterprises are counted apart: one may have that of an organization, or of a person. */
export interface AccountAtGitHub {
  readonly accountId: number;
  /** `Organization`, `User` or `Enterprise`. */
  readonly accountType: string;
}

/** Somebody at GitHub. */
export interface Person {
  readonly id: number;
  readonly login: string;
}

/** An installation, and the account that it is on. */
export interface InstalledOn extends AccountAtGitHub {
  readonly installationId: number;
  readonly accountLogin: string;
}

/** An installation that a person controls. */
export interface Controlled extends InstalledOn {
  readonly person: Person;
  readonly proof: Proof;
}

/** An installation of GitHub's lists and events; absent for what is none. */
export function installedOn(installation: unknown): InstalledOn | undefined {
  const account = field(installation, 'account');
  return plain({
    installationId: field(installation, 'id'),
    accountId: field(account, 'id'),
    accountLogin: field(account, 'login') ?? field(account, 'slug'),
    accountType: field(account, 'type') ?? field(installation, 'target_type'),
  });
}

/** What GitHub's event says of somebody. */
export function toldOf(
  { senderId, requesterId }: { readonly senderId?: number; readonly requesterId?: number },
  person: Person,
): 'sender' | 'requester' | undefined {
  if (senderId === person.id) return 'sender';
  return requesterId === person.id ? 'requester' : undefined;
}

export const proofIn = (value: unknown): Proof | undefined => proofs.find((one) => one === value);

/** As it was kept. */
export function controlledIn(kept: unknown): Controlled | undefined {
  const on = plain(Object(kept));
  const person = personIn(field(kept, 'person'));
  const proof = proofIn(field(kept, 'proof'));
  return on && person && proof ? { ...on, person, proof } : undefined;
}

export function personIn(value: unknown): Person | undefined {
  const [id, login] = [field(value, 'id'), field(value, 'login')];
  return typeof id === 'number' && Number.isSafeInteger(id) && typeof login === 'string' ? { id, login } : undefined;
}

const proofs: readonly Proof[] = ['account', 'owner', 'sender', 'requester'];

function plain(from: Readonly<Record<string, unknown>>): InstalledOn | undefined {
  const { installationId, accountId, accountLogin, accountType } = from;
  if (typeof installationId !== 'number' || typeof accountId !== 'number') return undefined;
  if (typeof accountLogin !== 'string' || typeof accountType !== 'string') return undefined;
  return { installationId, accountId, accountLogin, accountType };
}
