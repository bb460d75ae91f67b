import { CommandError } from '../command-line/failures';

/** What git says of the credential that it wants or gives back (https://git-scm.com/docs/git-credential#IOFMT). */
export interface GitCredential {
  readonly protocol: string;
  readonly host: string;
  /** Absent unless git is told `credential.useHttpPath`. */
  readonly path?: string;
  readonly username?: string;
  readonly password?: string;
}

/** A repository as it stands in the path of its URL. */
export interface GitRepository {
  readonly owner: string;
  readonly name: string;
}

/** Name that GitHub takes with an installation token as password. */
export const tokenUser = 'x-access-token';

/** @throws CommandError where git did not say of which host it speaks */
export function parseGitCredential(text: string): GitCredential {
  const attributes = new Map<string, string>();
  for (const line of text.split('\n')) {
    if (line === '') break;
    const equals = line.indexOf('=');
    if (equals > 0) attributes.set(line.slice(0, equals), line.slice(equals + 1));
  }
  const read = (name: string) => attributes.get(name) || undefined;
  const [protocol, host] = [read('protocol'), read('host')];
  if (protocol === undefined || host === undefined) {
    throw new CommandError(
      'usage',
      'git-credential is run by git, which writes protocol= and host= to its input. Neither came.',
    );
  }
  const [path, username, password] = [read('path'), read('username'), read('password')];
  return { protocol, host, ...(path && { path }), ...(username && { username }), ...(password && { password }) };
}

/**
 * The repository that a path is about: also a wiki, and whatever Git LFS asks below it.
 * @throws CommandError where there is none
 */
export function repositoryIn(path: string | undefined): GitRepository {
  if (path === undefined) {
    throw new CommandError(
      'usage',
      'git does not say which repository it is about. Set credential.https://github.com.useHttpPath to true in the configuration of git.',
    );
  }
  const [owner = '', repository = ''] = path.replace(/^\/+/, '').split('/');
  const name = repository.replace(/\.git$/, '').replace(/\.wiki$/, '');
  if (/^[\w-]+$/.test(owner) && /^[\w.-]+$/.test(name) && !/^\.+$/.test(name)) return { owner, name };
  throw new CommandError('usage', `${JSON.stringify(path)} is no path of a repository: it must begin with OWNER/NAME.`);
}

/** What git takes as an answer. @throws Error for a token that would be more than one line to git */
export function formatGitCredential({
  token,
  expiresAt,
}: {
  readonly token: string;
  readonly expiresAt: Date;
}): string {
  return [
    `username=${tokenUser}`,
    `password=${oneWord(token)}`,
    `password_expiry_utc=${Math.floor(expiresAt.getTime() / 1000)}`,
  ].join('\n');
}

/** The token, when it is what GitHub makes. @throws Error for what a shell or a protocol of lines could take for more */
export function oneWord(token: string): string {
  if (/^[\w.-]+$/.test(token)) return token;
  throw new Error('The deployment answered a token with characters that GitHub does not use, so it is not handed on.');
}
