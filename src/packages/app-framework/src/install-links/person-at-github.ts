import type { GitHub, GitHubRoute } from '../github/github';
import type { GitHubOAuth } from '../github/oauth';
import { forEachAtMost } from '../lambda/for-each-at-most';
import { logWarning } from '../lambda/logger';
import { field } from '../lambda/parsed-json';
import type { ClientSecrets, SignInApp } from '../user-tokens/sign-in-apps';
import {
  type Controlled,
  type InstalledOn,
  installedOn,
  type Person,
  type Proof,
  personIn,
  toldOf,
} from './controlled-accounts';
import type { EvidenceTable } from './evidence-table';

export interface PersonCollaborators {
  readonly gitHub: GitHub;
  readonly oauth: Pick<GitHubOAuth, 'exchange' | 'revokeToken'>;
  readonly secretOf: ClientSecrets;
  readonly evidence: Pick<EvidenceTable, 'read'>;
}

export interface SignedIn {
  readonly person: Person;
  /** Installations of the App whose account they control. */
  readonly controls: readonly Controlled[];
}

export interface GivenCode {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
  /** Looked at alone, where it is known which one is meant. */
  readonly installationId?: number | undefined;
  readonly remainingMilliseconds: () => number;
}

/** Says why nobody is known to have signed in. */
export type NotSignedIn = { readonly refused: 'code' | 'silence' };

const mostPages = 10;
const askedAtOnce = 5;

/**
 * Who signed in, and what they control: their own account, organizations that they own, and what GitHub's event says that they installed or
 * asked for. The token lives for these questions, and ends with them.
 */
export function createPersonAtGitHub({ gitHub, oauth, secretOf, evidence }: PersonCollaborators) {
  return async function signedIn(app: SignInApp, given: GivenCode): Promise<SignedIn | NotSignedIn> {
    const { code, verifier, redirectUri, installationId, remainingMilliseconds } = given;
    const { apiUrl: baseUrl, clientId, appId, host } = app;
    const client = { apiUrl: baseUrl, clientId, clientSecret: await secretOf(app, remainingMilliseconds) };
    const outcome = await oauth.exchange(client, { code, verifier, redirectUri }, { remainingMilliseconds });
    if (outcome.kind === 'refused')
      logWarning('GitHub did not take the code of an installation', { ...outcome, appId });
    if (outcome.kind !== 'granted') return { refused: outcome.kind === 'refused' ? 'code' : 'silence' };
    const token = outcome.grant.accessToken;
    const ask = async (route: GitHubRoute, parameters: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
      const answer = await gitHub.request({ baseUrl, route, parameters, token, remainingMilliseconds });
      if (answer.kind === 'answered') return answer.data;
      // Whoever may not know is told so: nothing is taken for an owner by that.
      if (answer.kind === 'forbidden' || answer.kind === 'not-found') return undefined;
      throw new Error(`${route} did not succeed: ${answer.message}`);
    };

    try {
      const person = personIn(await ask('GET /user'));
      if (!person) return { refused: 'silence' };
      const seen = await seenBy(ask, appId);
      const meant = seen.filter((one) => installationId === undefined || one.installationId === installationId);
      const controls: Controlled[] = [];
      await forEachAtMost({ items: meant, atOnce: askedAtOnce }, async (on) => {
        const proof = await proofOf(person, on, ask);
        if (proof) controls.push({ ...on, person, proof });
      });
      return { person, controls: controls.sort((one, other) => one.accountLogin.localeCompare(other.accountLogin)) };
    } finally {
      await oauth.revokeToken(client, token, { remainingMilliseconds });
    }

    async function proofOf(person: Person, on: InstalledOn, asking: Ask): Promise<Proof | undefined> {
      if (on.accountType === 'User') return on.accountId === person.id ? 'account' : undefined;
      const parameters = { org: on.accountLogin, username: person.login };
      const membership =
        on.accountType === 'Organization' && (await asking('GET /orgs/{org}/memberships/{username}', parameters));
      // First what ends with the role: who installed it did so, whatever they are today.
      if (field(membership, 'role') === 'admin' && field(membership, 'state') === 'active') return 'owner';
      const told = await evidence.read({ host, appId, installationId: on.installationId }, remainingMilliseconds);
      return told && toldOf(told, person);
    }
  };
}

type Ask = (route: GitHubRoute, parameters?: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What they can see of the App: much of it is not theirs. */
async function seenBy(ask: Ask, appId: number): Promise<InstalledOn[]> {
  const seen: InstalledOn[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const listed = field(await ask('GET /user/installations', { per_page: 100, page }), 'installations');
    const installations: unknown[] = Array.isArray(listed) ? listed : [];
    const ours = installations.filter((one) => field(one, 'app_id') === appId);
    seen.push(...ours.flatMap((one) => installedOn(one) ?? []));
    if (installations.length < 100) break;
  }
  return seen;
}
