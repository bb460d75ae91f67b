import type { AppFramework } from '@aws/app-framework-for-github-apps-on-aws-client';
import { clientAs, refusalOf } from './harness/framework-client';
import type { RoleName } from './harness/identities';

interface Violation {
  readonly role: RoleName;
  readonly what: string;
  /** Which member the message must name. */
  readonly member: string;
  readonly call: (client: AppFramework) => Promise<unknown>;
}

const tokens = 'InstallationTokenCallerRole';
const target = { appId: 1, nodeId: 'O_1' };

/** One of each kind of constraint; every constraint of the model is tried in the framework's own tests. */
const violations: readonly Violation[] = [
  {
    role: 'AppTokenCallerRole',
    what: 'an id of 0',
    member: 'appId',
    call: (client) => client.getAppToken({ appId: 0 }),
  },
  {
    role: tokens,
    what: 'no target',
    member: 'nodeId',
    call: (client) => client.getInstallationToken({ appId: 1 }),
  },
  {
    role: tokens,
    what: 'two targets',
    member: 'owner',
    call: (client) => client.getInstallationToken({ ...target, owner: 'acme' }),
  },
  {
    role: tokens,
    what: 'an empty list of repositories, which GitHub takes for all of them',
    member: 'repositoryIds',
    call: (client) => client.getInstallationToken({ ...target, scopeDown: { repositoryIds: [] } }),
  },
  {
    role: tokens,
    what: 'an empty map of permissions, which GitHub takes for all of them',
    member: 'permissions',
    call: (client) => client.getInstallationToken({ ...target, scopeDown: { permissions: {} } }),
  },
  {
    role: tokens,
    what: '501 repositories',
    member: 'repositoryIds',
    call: (client) =>
      client.getInstallationToken({
        ...target,
        scopeDown: { repositoryIds: Array.from({ length: 501 }, (_, index) => index + 1) },
      }),
  },
  {
    role: tokens,
    what: 'a login that no account can have',
    member: 'owner',
    call: (client) => client.getInstallationToken({ appId: 1, owner: 'not/a/login' }),
  },
  {
    role: 'RecordCallerRole',
    what: 'no target',
    member: 'nodeId',
    call: (client) => client.getInstallationData({}),
  },
  {
    role: 'InstallationsCallerRole',
    what: 'a page of 1001',
    member: 'maxResults',
    call: (client) => client.getInstallations({ maxResults: 1001 }),
  },
  {
    role: 'InstallationsCallerRole',
    what: 'a next token of its own making',
    member: 'nextToken',
    call: (client) => client.getInstallations({ nextToken: 'made-up' }),
  },
];

describe('validation', () => {
  it.each(violations)('refuses $what as $role, naming $member', async ({ role, member, call }) => {
    const refusal = await refusalOf(call(await clientAs(role)));
    expect(refusal).toMatchObject({ name: 'ValidationException', status: 400 });
    expect(refusal.message).toContain(`/${member}`);
  });
});
