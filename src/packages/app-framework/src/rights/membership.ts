import type { RightsQuestion, Standing } from './rights';

interface MembershipQuestion extends Pick<RightsQuestion, 'person' | 'ask'> {
  readonly owner: { readonly login: string };
}

/**
 * Whether somebody is a member of an organisation (https://docs.github.com/en/rest/orgs/members#check-organization-membership-for-a-user). A
 * 404 means no only to a token with `members: read` that is not cut down to repositories.
 */
export async function askMembership({ person, owner, ask }: MembershipQuestion): Promise<Standing<boolean>> {
  const path = `/orgs/${encodeURIComponent(owner.login)}/members/${encodeURIComponent(person.login)}`;
  const reply = await ask({ path, scope: { permissions: { members: 'read' } } });
  if (reply.kind === 'no-token') return unknown(`The App has no token with members: read: ${reply.reason}`);
  switch (reply.status) {
    case 204:
      return { kind: 'known', value: true };
    case 404:
      if (reply.reach === 'some repositories') {
        return unknown(
          `GET ${path} was answered with 404 to a token that is cut down to repositories, which does not see private members: give the function a ceiling without repositories`,
        );
      }
      return { kind: 'known', value: false };
    case 302:
    case 403:
      return unknown(
        `GET ${path} was answered with ${reply.status}: give the App the organization permission "Members", read, and have it accepted`,
      );
    default:
      return unknown(`GET ${path} was answered with ${reply.status}`);
  }
}

function unknown(reason: string): Standing<boolean> {
  return { kind: 'unknown', reason };
}
