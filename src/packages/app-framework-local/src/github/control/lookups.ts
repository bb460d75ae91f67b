import type { Account, AccountType } from '../accounts/accounts';
import type { App } from '../apps/apps';
import type { Installation } from '../installations/installations';
import type { Issue } from '../issues/issues';
import type { Repository } from '../repositories/repositories';
import type { World } from '../world/world';
import { ControlError } from './control-input';

/** Finds what a control request names. @throws ControlError 404 that says how to make it. */
export function createLookups({ accounts, apps, installations, issues, repositories }: World) {
  function repositoryOf(account: Account, name: string): Repository {
    const repository = repositories.byName(account, name);
    if (repository !== undefined) return repository;
    throw new ControlError(404, `There is no ${account.login}/${name}. Make it with POST /_control/repositories.`);
  }

  function repositoryCalled(fullName: string): Repository {
    const [owner = '', name = '', ...more] = fullName.split('/');
    const account = accounts.byLogin(owner);
    if (account !== undefined && more.length === 0) return repositoryOf(account, name);
    throw new ControlError(404, `There is no ${fullName}. Make its owner with POST /_control/accounts.`);
  }

  return {
    accountCalled(login: string, type: AccountType | undefined): Account {
      const named = type === 'Enterprise' ? undefined : accounts.byLogin(login);
      const account = named ?? accounts.bySlug(login);
      if (account !== undefined && (type === undefined || account.type === type)) return account;
      throw new ControlError(404, `There is no account "${login}". Make it with POST /_control/accounts.`);
    },
    appOf(id: number): App {
      const app = apps.byId(id);
      if (app === undefined) throw new ControlError(404, `There is no App ${id}. Make it with POST /_control/apps.`);
      return app;
    },
    installationOf(id: number): Installation {
      const installation = installations.byId(id);
      if (installation === undefined) throw new ControlError(404, `There is no installation ${id}.`);
      return installation;
    },
    issueOf(repository: string, number: number): Issue {
      const issue = issues.find(repositoryCalled(repository), number);
      if (issue !== undefined) return issue;
      throw new ControlError(404, `There is no issue or pull request ${repository}#${number}.`);
    },
    repositoryCalled,
    repositoriesOf: (account: Account, names: readonly string[]): readonly Repository[] =>
      names.map((name) => repositoryOf(account, name)),
  };
}
