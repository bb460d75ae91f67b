import type { GitHub, GitHubRoute } from '../github/github';
import type { Binding } from '../install-links/binding';
import type { Bindings } from '../install-links/binding-table';
import type { Person } from '../install-links/controlled-accounts';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { logError, logRecord } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { SignInApp } from '../user-tokens/sign-in-apps';
import type { AppTokenOf } from './app-token';

export interface RolesCollaborators {
  readonly bindings: Pick<Bindings, 'end' | 'checked'>;
  readonly apps: readonly SignInApp[];
  readonly gitHub: GitHub;
  readonly appTokenOf: AppTokenOf;
  readonly now: () => Date;
}

export type StandingRoles = ReturnType<typeof createStandingRoles>;
type Remaining = () => number;
type Answer = { readonly told: unknown } | 'nothing' | 'refused';
type Ask = (route: GitHubRoute, parameters: Readonly<Record<string, unknown>>) => Promise<Answer>;
/** What GitHub says of somebody in an organization; `untold` where it does not let the App know, `gone` where the installation is no more. */
type Role = 'owner' | 'member' | 'none' | 'untold' | 'gone';
/** Whether somebody may take the App from the account, by what GitHub says at the moment. */
export type Say = 'theirs' | 'lost' | 'untold';

/** GitHub tells nobody when an owner becomes a member: it is asked, and what it said is good for so long. */
const goodMilliseconds = 3_600_000;
const askedAtOnce = 5;
/** Of one list: whoever asked for it waits. */
const mostAsked = 20;

/**
 * Ends integrations whose person has lost the role that they rest on: who was an owner of the organization and is one no more, and who was seen as
 * its member and left it. Where GitHub does not say, nothing ends, and nobody has a say in whether the App stays.
 */
export function createStandingRoles({ bindings, apps, gitHub, appTokenOf, now }: RolesCollaborators) {
  const ageOf = ({ checkedAt }: Binding) => now().getTime() - (checkedAt?.getTime() ?? 0);
  const isDue = (binding: Binding) =>
    binding.status === 'active' && binding.accountType === 'Organization' && ageOf(binding) > goodMilliseconds;

  const appOf = (binding: Binding) => apps.find((one) => one.appId === binding.appId && one.host === binding.host);

  /** As it is by what GitHub has said just now. */
  async function after(role: Role, binding: Binding, remaining: Remaining): Promise<Binding> {
    const isLost = binding.proof === 'owner' ? role === 'member' || role === 'none' : role === 'none' && binding.seen;
    if (!isLost) {
      await bindings.checked(binding, role === 'owner' || role === 'member' ? 'member' : 'unknown', remaining);
      return binding;
    }
    if (!(await bindings.end(binding, 'role-lost', remaining))) return binding;
    const { appId, installationId, accountId, userId, proof, person } = binding;
    const about = { appId, installationId, accountId, userId, proof, gitHubUser: person.id };
    logRecord('an integration ended: its person has lost the role', about);
    return { ...binding, status: 'role-lost', endedAt: now() };
  }

  async function current(binding: Binding, remaining: Remaining): Promise<Binding> {
    const app = appOf(binding);
    if (!app || !isDue(binding)) return binding;
    return after(await roleOf(app, binding, remaining), binding, remaining);
  }

  /** Asked afresh, however lately that was done before, and whatever has become of the integration: an App that is gone from an account does not come back. */
  async function sayOf(binding: Binding, remaining: Remaining): Promise<Say> {
    const app = appOf(binding);
    if (!app) return 'untold';
    if (binding.accountType === 'User') return 'theirs';
    // Who owns an enterprise GitHub says to no App: who installed it once may have left since.
    if (binding.accountType !== 'Organization') return 'untold';
    const role = await roleOf(app, binding, remaining);
    if ((await after(role, binding, remaining)).status === 'role-lost') return 'lost';
    const isTheirs = role === 'owner' || role === 'gone' || (role === 'member' && binding.proof !== 'owner');
    return isTheirs ? 'theirs' : 'untold';
  }

  async function roleOf(app: SignInApp, { installationId, person }: Binding, remaining: Remaining): Promise<Role> {
    const { apiUrl: baseUrl, appId } = app;
    const asking =
      (token: string): Ask =>
      async (route, parameters) => {
        const spends = { appId };
        const answer = await gitHub.request({
          baseUrl,
          route,
          parameters,
          token,
          spends,
          remainingMilliseconds: remaining,
        });
        if (answer.kind === 'answered') return { told: answer.data };
        if (answer.kind === 'not-found') return 'nothing';
        if (answer.kind === 'forbidden' || answer.kind === 'unprocessable') return 'refused';
        throw new Error(`${route} did not succeed: ${answer.message}`);
      };
    const ofApp = asking(await appTokenOf(appId, remaining));
    const at = { installation_id: installationId };
    // By its id: logins change hands.
    const there = await ofApp('GET /app/installations/{installation_id}', at);
    if (there === 'nothing') return 'gone';
    const organization = field(field(toldBy(there), 'account'), 'login');
    const scope = { ...at, permissions: { members: 'read' } };
    const token = field(toldBy(await ofApp('POST /app/installations/{installation_id}/access_tokens', scope)), 'token');
    if (typeof organization !== 'string' || typeof token !== 'string') return 'untold';
    const ask = asking(token);
    try {
      return await roleIn(organization, { person, ask });
    } finally {
      // It ends by itself within the hour: what GitHub said of the person counts all the same.
      await ask('DELETE /installation/token', {}).catch((error: unknown) =>
        logError('a token that may read members was not ended', error, { installationId }),
      );
    }
  }

  return {
    sayOf,
    /** As they are now, of those first that were asked about longest ago. What GitHub does not answer is as it was: it is asked the next time. */
    async all(listed: readonly Binding[], remaining: Remaining): Promise<Binding[]> {
      const found = new Map<string, Binding>();
      const due = listed.filter(isDue).sort((one, other) => ageOf(other) - ageOf(one));
      await forEachAtMost({ items: due.slice(0, mostAsked), atOnce: askedAtOnce }, async (binding) => {
        try {
          found.set(binding.integrationId, await current(binding, remaining));
        } catch (error) {
          const { integrationId, installationId } = binding;
          logError('GitHub did not say who owns an organization', error, { integrationId, installationId });
        }
      });
      return listed.map((binding) => found.get(binding.integrationId) ?? binding);
    },
  };
}

const toldBy = (answer: Answer): unknown => (typeof answer === 'object' ? answer.told : undefined);

async function roleIn(org: string, { person, ask }: { readonly person: Person; readonly ask: Ask }): Promise<Role> {
  const route = 'GET /orgs/{org}/memberships/{username}';
  const answer = await ask(route, { org, username: person.login });
  if (answer === 'refused') return 'untold';
  const role = membershipOf(answer, person);
  if (role !== 'none') return role;
  // They may be called otherwise by now.
  const now = await ask('GET /user/{account_id}', { account_id: person.id });
  if (now === 'refused') return 'untold';
  const login = field(toldBy(now), 'login');
  if (typeof login !== 'string' || login === person.login) return 'none';
  const again = await ask(route, { org, username: login });
  return again === 'refused' ? 'untold' : membershipOf(again, person);
}

function membershipOf(answer: Answer, { id }: Person): 'owner' | 'member' | 'none' {
  const membership = toldBy(answer);
  if (field(field(membership, 'user'), 'id') !== id || field(membership, 'state') !== 'active') return 'none';
  return field(membership, 'role') === 'admin' ? 'owner' : 'member';
}
