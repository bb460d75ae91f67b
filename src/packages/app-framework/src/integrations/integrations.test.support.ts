import { createGitHub } from '../github/github';
import { acme, ada, ample, pressed, useInstallLinks } from '../install-links/install.test.support';
import { field } from '../lambda/parsed-json';
import { createAppTokenOf } from './app-token';
import { createIntegrationOperations } from './integration-operations';
import { createRevoke } from './revoke-integration';
import { createStandingRoles } from './standing-roles';
import { createUninstall } from './uninstall';

const call = {
  caller: { arn: 'arn:caller', kind: 'role', name: 'backend' },
  requestId: 'r',
  remainingMilliseconds: ample,
} as const;

/** Installations of users, and what back ends and front ends do about them, on a fake GitHub that knows installation 9 of acme. */
export function useIntegrations() {
  const world = useInstallLinks();
  const { gitHub } = world;

  /** What GitHub says of Ada in acme to the App, from now on. */
  function adaIs(role: 'admin' | 'member' | 'gone', login = 'ada') {
    gitHub().on('POST /tokens/app', { body: { appToken: 'app-token' } });
    gitHub().on('GET /app/installations/9', { body: { id: 9, account: acme } });
    gitHub().on('POST /app/installations/9/access_tokens', { status: 201, body: { token: 'members-token' } });
    gitHub().on('DELETE /installation/token', { status: 204 });
    gitHub().on('DELETE /app/installations/9', { status: 204 });
    gitHub().on('GET /user/41', { body: { ...ada, login } });
    const membership = { role, state: 'active', user: { ...ada, login } };
    gitHub().on(`GET /orgs/acme/memberships/${login}`, role === 'gone' ? { status: 404 } : { body: membership });
  }

  function collaborators(given: Partial<Pick<ReturnType<typeof world.world>, 'apps'>> = {}) {
    const { bindings, apps } = { ...world.world(), ...given };
    const door = createGitHub({ retryMilliseconds: 1 });
    const appTokenOf = createAppTokenOf(`${gitHub().url}/`);
    const roles = createStandingRoles({ bindings, apps, gitHub: door, appTokenOf, now: world.now });
    const uninstall = createUninstall({ gitHub: door, appTokenOf });
    return { bindings, roles, revoke: createRevoke({ bindings, apps, roles, uninstall }) };
  }

  async function ask(operation: string, input: object): Promise<unknown> {
    const served = createIntegrationOperations(collaborators());
    return served.find((one) => one.operation === operation)?.answer(input, call);
  }
  const listed = async (userId: string): Promise<Record<string, unknown>[]> =>
    Object(await ask('ListIntegrations', { userId })).integrations;

  /** Ada has an installation for a user; answers the id of the integration. */
  async function bound(userId: string, { owns = [] }: { readonly owns?: readonly string[] } = {}): Promise<string> {
    await world.created(9);
    world.people(ada, [{ id: 9 }], owns);
    const { arrive, state } = await pressed(world, userId);
    await arrive({ installation_id: '9', setup_action: 'install', state });
    // What the App is told from now on; the sign-in was told by `owns`.
    adaIs('admin');
    const known = await world.world().bindings.ofUser(userId, ample);
    return String(field(known[0], 'integrationId'));
  }

  beforeEach(() => adaIs('admin'));
  return { ...world, adaIs, collaborators, ask, listed, bound };
}
