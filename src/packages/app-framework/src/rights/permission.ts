import { field } from '../lambda/parsed-json';
import type { Permission, RightsQuestion, Standing } from './rights';

/** GitHub's names for the same in `user.permissions`, which custom roles have too. */
const flags: Readonly<Record<Permission, string>> = {
  read: 'pull',
  triage: 'triage',
  write: 'push',
  maintain: 'maintain',
  admin: 'admin',
};

/**
 * What somebody may do in a repository (https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user).
 * Nothing, where the login has gone to another account.
 */
export async function askPermission({
  person,
  repository,
  ask,
}: Pick<RightsQuestion, 'person' | 'repository' | 'ask'>): Promise<Standing<readonly Permission[]>> {
  const { owner, name, id } = repository;
  const path = `/repos/${part(owner.login)}/${part(name)}/collaborators/${part(person.login)}/permission`;
  const reply = await ask({ path, scope: { repositoryIds: [id], permissions: { metadata: 'read' } } });
  if (reply.kind === 'no-token') return { kind: 'unknown', reason: reply.reason };
  const { status, body } = reply;
  // There is no such account, or none that GitHub shows here.
  if (status === 404) return { kind: 'known', value: [] };
  if (status !== 200) return { kind: 'unknown', reason: `GET ${path} was answered with ${status}` };
  const user = field(body, 'user');
  if (field(user, 'id') !== person.id) return { kind: 'known', value: [] };
  const given = field(user, 'permissions');
  const granted = Object.entries(flags).flatMap(([permission, flag]) =>
    isPermission(permission) && field(given, flag) === true ? [permission] : [],
  );
  return { kind: 'known', value: granted };
}

function isPermission(name: string): name is Permission {
  return name in flags;
}

/** A name within a path. */
function part(name: string): string {
  return encodeURIComponent(name);
}
