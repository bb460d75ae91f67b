import type { Account } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Repositories, Repository } from '../repositories/repositories';
import type { AppPermissions } from '../server/schemas';
import type { Clock } from '../world/clock';
import { createIdSequence } from '../world/id-sequence';

export type RepositorySelection = 'all' | 'selected';

/** An App on one account. Its id ends with it: installing again gives another. */
export interface Installation {
  readonly id: number;
  readonly app: App;
  readonly account: Account;
  readonly createdAt: number;
  permissions: AppPermissions;
  repositorySelection: RepositorySelection;
  /** The chosen ones where the selection is `selected`. */
  selected: readonly Repository[];
  suspendedAt: number | undefined;
  updatedAt: number;
}

export interface NewInstallation {
  readonly app: App;
  readonly account: Account;
  readonly id?: number;
  readonly permissions: AppPermissions;
  readonly repositorySelection: RepositorySelection;
  readonly selected: readonly Repository[];
}

export type InstallationChange = Partial<
  Pick<Installation, 'permissions' | 'repositorySelection' | 'selected' | 'suspendedAt'>
>;

export type Installations = ReturnType<typeof createInstallations>;

export function createInstallations({ clock, repositories }: { clock: Clock; repositories: Repositories }) {
  const ids = createIdSequence(4_400_000_001);
  const byId = new Map<number, Installation>();
  const byApp = new Map<App, Map<Account, Installation>>();

  return {
    create({ id, ...asked }: NewInstallation): Installation {
      const ofApp = byApp.get(asked.app) ?? new Map<Account, Installation>();
      const present = ofApp.get(asked.account);
      if (present !== undefined) {
        throw new Error(
          `The App ${asked.app.id} is already installed on "${asked.account.login}" as ${present.id}. Remove that first.`,
        );
      }
      const now = clock.milliseconds();
      const installation = { id: ids.take(id), ...asked, createdAt: now, updatedAt: now, suspendedAt: undefined };
      ofApp.set(asked.account, installation);
      byApp.set(asked.app, ofApp);
      byId.set(installation.id, installation);
      return installation;
    },
    byId: (id: number): Installation | undefined => byId.get(id),
    /** Those of all Apps. */
    onAccount: (account: Account): readonly Installation[] =>
      [...byApp.values()].flatMap((ofApp) => ofApp.get(account) ?? []),
    isPresent: (installation: Installation): boolean => byId.get(installation.id) === installation,
    on: (app: App, account: Account): Installation | undefined => byApp.get(app)?.get(account),
    /** In the order of their ids, as GitHub lists them. */
    ofApp: (app: App): readonly Installation[] =>
      [...(byApp.get(app)?.values() ?? [])].sort((one, other) => one.id - other.id),
    countOf: (app: App): number => byApp.get(app)?.size ?? 0,
    change(installation: Installation, change: InstallationChange): void {
      Object.assign(installation, change, { updatedAt: clock.milliseconds() });
    },
    remove(installation: Installation): void {
      byId.delete(installation.id);
      byApp.get(installation.app)?.delete(installation.account);
    },
    /** What the installation may reach now: new repositories of the account are in where the selection is `all`. */
    repositoriesOf(installation: Installation): readonly Repository[] {
      return installation.repositorySelection === 'selected'
        ? installation.selected.filter((one) => one.owner === installation.account && repositories.isPresent(one))
        : repositories.ownedBy(installation.account);
    },
  };
}
