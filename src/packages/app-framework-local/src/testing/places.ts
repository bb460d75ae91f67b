import type { GitHubControl } from '../github/control/control-client';
import { member, numberMember, textMember } from './json-members';

/** Issues and pull requests beyond this number are not made up. */
const highestNumber = 100;

export interface PlacesParts {
  readonly control: GitHubControl;
  readonly appId: number;
  readonly nextId: () => number;
}

/** Makes at the local GitHub what a payload speaks of, so that the bot finds it: accounts, repository, issue or pull request. */
export function createPlaces({ control, appId, nextId }: PlacesParts) {
  const accounts = new Set<string>();
  const installations = new Map<string, number>();
  const numbers = new Map<string, number>();
  const repositoryIds = new Set<number>();

  async function ensureAccount(account: unknown): Promise<void> {
    const [login, id] = [textMember(account, 'login'), numberMember(account, 'id')];
    if (login === undefined || accounts.has(login)) return;
    accounts.add(login);
    const type = textMember(account, 'type') === 'Organization' ? 'Organization' : 'User';
    if (!login.endsWith('[bot]')) await control.createAccount({ login, type, ...(id !== undefined && { id }) });
  }

  async function ensureInstalled(login: string): Promise<number> {
    const present = installations.get(login);
    if (present !== undefined) return present;
    const { id } = await control.install({ appId, account: login, id: nextId() });
    installations.set(login, id);
    return id;
  }

  async function ensureRepository(repository: unknown): Promise<string | undefined> {
    const [fullName, said] = [textMember(repository, 'full_name'), numberMember(repository, 'id')];
    if (fullName === undefined || numbers.has(fullName)) return fullName;
    const [owner = '', name = ''] = fullName.split('/');
    // Of a recorded delivery that is told under another name once more.
    const id = said === undefined || repositoryIds.has(said) ? undefined : said;
    if (id !== undefined) repositoryIds.add(id);
    const defaultBranch = textMember(repository, 'default_branch');
    await control.createRepository({
      owner,
      name,
      private: member(repository, 'private') === true,
      ...(id !== undefined && { id }),
      ...(defaultBranch !== undefined && { defaultBranch }),
    });
    numbers.set(fullName, 0);
    return fullName;
  }

  /** GitHub counts issues and pull requests together: those before it are made, too. */
  async function ensureSubject(repository: string, subject: unknown, head: string | undefined): Promise<void> {
    const number = numberMember(subject, 'number');
    let last = numbers.get(repository) ?? 0;
    if (number === undefined || number <= last) return;
    if (number > highestNumber) {
      throw new Error(
        `The payload is about number ${number}. Change it to one of at most ${highestNumber}, for all before it are made.`,
      );
    }
    for (; last < number - 1; last += 1) await control.openIssue({ repository, title: 'One before' });
    const [title, body] = [textMember(subject, 'title') ?? 'Recorded', textMember(subject, 'body') ?? ''];
    if (head === undefined) await control.openIssue({ repository, title, body });
    else {
      await control.push({ repository, branch: head, files: { 'recorded.txt': title } });
      await control.openPull({ repository, title, body, head });
    }
    numbers.set(repository, number);
  }

  return {
    ensureAccount,
    ensureInstalled,
    noteNumber: (repository: string, number: number): void => void numbers.set(repository, number),
    /** The payload, as GitHub would send it to this App. */
    async ensure(payload: unknown): Promise<unknown> {
      const holder = ownerIn(payload);
      for (const account of [holder, member(payload, 'organization')]) await ensureAccount(account);
      await ensureAccount(member(payload, 'sender'));
      const repository = await ensureRepository(member(payload, 'repository'));
      const [pull, issue] = [member(payload, 'pull_request'), member(payload, 'issue')];
      const isPull = pull !== undefined || member(issue, 'pull_request') !== undefined;
      const head = isPull ? (textMember(pull, 'head', 'ref') ?? 'recorded') : undefined;
      if (repository !== undefined) await ensureSubject(repository, pull ?? issue, head);
      const owner = textMember(holder, 'login') ?? textMember(payload, 'organization', 'login');
      if (owner === undefined) return payload;
      return { ...Object(payload), installation: { id: await ensureInstalled(owner) } };
    },
  };
}

/** Of the repository, by its full name: whoever changes that may have left the owner beside it as it was. */
function ownerIn(payload: unknown): unknown {
  const owner = member(payload, 'repository', 'owner');
  const login = textMember(payload, 'repository', 'full_name')?.split('/')[0];
  if (login === undefined || login === textMember(owner, 'login')) return owner;
  return { login, type: textMember(owner, 'type') };
}
