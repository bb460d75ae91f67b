import { createIdSequence } from '../world/id-sequence';
import { makeNodeId, type NodeKind } from '../world/node-ids';

export type AccountType = 'Organization' | 'User' | 'Enterprise';

/** Who can own Apps, repositories and installations. For an enterprise, `login` holds its slug. */
export interface Account {
  readonly id: number;
  readonly nodeId: string;
  readonly type: AccountType;
  login: string;
}

/** Who can do something: an account, or the bot of an App. */
export interface Person {
  readonly id: number;
  readonly nodeId: string;
  readonly type: AccountType | 'Bot';
  readonly login: string;
}

export interface NewAccount {
  readonly login: string;
  readonly type: AccountType;
  readonly id?: number;
  readonly nodeId?: string;
}

export type Accounts = ReturnType<typeof createAccounts>;

const kinds: Record<AccountType, NodeKind> = { Organization: 'O', User: 'U', Enterprise: 'E' };

/** Users and organisations share one set of names, enterprises have their own, as at GitHub. Case does not count. */
export function createAccounts() {
  const ids = createIdSequence(3_000_000_001);
  const logins = new Map<string, Account>();
  const slugs = new Map<string, Account>();
  const namesOf = (type: AccountType) => (type === 'Enterprise' ? slugs : logins);

  function refuseTaken(login: string, type: AccountType): void {
    if (namesOf(type).has(login.toLowerCase())) throw new Error(`There is already an account called "${login}".`);
  }

  return {
    create({ login, type, id, nodeId }: NewAccount): Account {
      refuseTaken(login, type);
      const taken = ids.take(id);
      const account: Account = { id: taken, nodeId: nodeId ?? makeNodeId(kinds[type], taken), type, login };
      namesOf(type).set(login.toLowerCase(), account);
      return account;
    },
    /** The user or organisation of this login. */
    byLogin: (login: string): Account | undefined => logins.get(login.toLowerCase()),
    users: (): readonly Account[] => [...logins.values()].filter(({ type }) => type === 'User'),
    organizations: (): readonly Account[] => [...logins.values()].filter(({ type }) => type === 'Organization'),
    /** The enterprise of this slug. */
    bySlug: (slug: string): Account | undefined => slugs.get(slug.toLowerCase()),
    /** Ids stay; the old name is free for somebody else at once. */
    rename(account: Account, login: string): void {
      const names = namesOf(account.type);
      const holder = names.get(login.toLowerCase());
      if (holder !== undefined && holder !== account) refuseTaken(login, account.type);
      names.delete(account.login.toLowerCase());
      account.login = login;
      names.set(login.toLowerCase(), account);
    },
  };
}
