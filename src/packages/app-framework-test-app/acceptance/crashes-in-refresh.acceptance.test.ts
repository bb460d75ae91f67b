import { changed } from './harness/changed-function';
import { type Crash, openCrashGate } from './harness/crash-gate';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { askGitHub } from './harness/github-api';
import { givenSignInApp } from './harness/given-sign-in-app';
import { givenWebhook } from './harness/given-webhook';
import { at, numberAt, textAt } from './harness/json';
import { handlerRow } from './harness/ledger-rows';
import { control, gitHub } from './harness/local-github';
import { commentsOf, openBrowser, pagesUrl, signIn } from './harness/person';
import { recordSecret } from './harness/record';
import { describeWith } from './harness/requires';
import { signInFunctionOf } from './harness/sign-in-functions';
import { overdue, pairsOf, refreshes, tokensAsHandler } from './harness/user-tokens';

interface Boundary extends Omit<Crash, 'functionName'> {
  /** What becomes of the refresh token: what it was exchanged for dies with the function between GitHub and the table. */
  readonly successor: 'kept' | 'lost';
}

/** A refresh takes the lease, opens the refresh token, reads the client secret, asks GitHub, seals both tokens, keeps them, and opens the new one. */
const boundaries: readonly Boundary[] = [
  { operation: 'UpdateItem', moment: 'before', successor: 'kept' },
  { operation: 'UpdateItem', moment: 'after', successor: 'kept' },
  { operation: 'Decrypt', moment: 'before', successor: 'kept' },
  { operation: 'GetSecretValue', moment: 'before', successor: 'kept' },
  { operation: 'Encrypt', moment: 'before', successor: 'lost' },
  { operation: 'PutItem', moment: 'before', successor: 'lost' },
  { operation: 'PutItem', moment: 'after', successor: 'kept' },
  { operation: 'Decrypt', call: 2, moment: 'before', successor: 'kept' },
];

describeWith(['the local GitHub', 'the local AWS'], 'a refresh that is killed', () => {
  it('leaves a person who still acts, with one pair, and asks for a sign-in only where the successor was lost', async () => {
    const { appId } = await givenSignInApp();
    const { login: owner } = await gitHub.createAccount(`refreshed-${Date.now()}`);
    await gitHub.createRepository(owner, 'web');
    const repository = `${owner}/web`;
    const permissions = { issues: 'write', metadata: 'read' } as const;
    const installationId = await gitHub.install({ appId, account: owner, permissions });
    const webhook = await givenWebhook(appId);
    const gate = await openCrashGate();
    const tokens = await signInFunctionOf('tokens');
    const functionName = tokens.name;
    const ask = await tokensAsHandler();
    const host = new URL(gitHub.url).host;

    /** What the event of an issue came as. */
    async function deliveryOf(change: () => Promise<unknown>): Promise<string> {
      const before = new Set((await gitHub.deliveries(appId)).map(({ deliveryId }) => deliveryId));
      await change();
      await gitHub.webhooksSettled();
      const told = (await gitHub.deliveries(appId)).find(
        (one) => one.event === 'issues' && !before.has(one.deliveryId),
      );
      return String(told?.deliveryId);
    }
    async function handled(deliveryId: string, handler: string): Promise<void> {
      await eventually({ what: `${handler} of ${deliveryId}` }, async () => {
        const row = await handlerRow({ host, appId, deliveryId }, handler);
        return row?.status === 'done' || undefined;
      });
    }

    /** Somebody who signed in, whose pair is over, and who has opened an issue. */
    async function person(index: number) {
      const login = `refreshed-${index}-${Date.now()}`;
      const userId = numberAt(await control('POST', '/accounts', { login, type: 'User' }), 'id');
      await control('PUT', '/collaborators', { repository, user: login, permission: 'write' });
      expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, login)).status).toBe(200);
      let number = 0;
      const deliveryId = await deliveryOf(async () => {
        number = await gitHub.openIssue({ repository, sender: login, title: 'Something' });
      });
      await handled(deliveryId, 'greet');
      return { login, userId, number, deliveryId, version: await overdue(userId) };
    }
    type Person = Awaited<ReturnType<typeof person>>;

    async function killed(boundary: Boundary, index: number) {
      const one = await person(index);
      const before = gate.crashes();
      gate.arm({ functionName, ...boundary });
      const { status } = await ask({ ...one, appId });
      expect({ ...boundary, status, crashes: gate.crashes() }).toEqual({
        ...boundary,
        status: 502,
        crashes: before + 1,
      });
      return { boundary, one };
    }

    /** Comes again until there is an answer, as handlers do: the lease of what was killed must end first. */
    const answerFor = (one: Person) =>
      eventually({ what: `an answer for ${one.login}` }, async () => {
        const { status, text } = await ask({ ...one, appId });
        return status === 200 ? (JSON.parse(text) as unknown) : undefined;
      });

    async function goesOn({ boundary, one }: { boundary: Boundary; one: Person }): Promise<void> {
      const first = await answerFor(one);
      expect({ ...boundary, asked: at(first, 'signInUrl') !== undefined }).toEqual({
        ...boundary,
        asked: boundary.successor === 'lost',
      });
      if (boundary.successor === 'lost') {
        expect((await signIn(openBrowser(), textAt(first, 'signInUrl'), one.login)).status).toBe(200);
      }
      const token = textAt(await answerFor(one), 'token');
      recordSecret(token);
      const { body } = await askGitHub(gitHub.url, '/user', token);
      expect(at(body, 'login')).toBe(one.login);
      const pairs = await pairsOf(one.userId);
      expect(pairs).toHaveLength(1);
      expect(pairs[0]?.Version?.S).not.toBe(one.version);
      expect(JSON.stringify(pairs)).not.toMatch(/gh[ur]_/);
    }

    try {
      const asked = (await refreshes()).length;
      const all: { boundary: Boundary; one: Person }[] = [];
      await changed(tokens, { variables: { AWS_ENDPOINT_URL: gate.url } }, async () => {
        for (const [index, boundary] of boundaries.entries()) all.push(await killed(boundary, index));
        await Promise.all(all.map(goesOn));
      });
      // Each refresh token worked once; GitHub refuses the used ones of those who lost its successor.
      const outcomes = (await refreshes()).slice(asked);
      expect(outcomes.filter((outcome) => outcome === 'token')).toHaveLength(boundaries.length);
      expect([...new Set(outcomes)].sort()).toEqual(['bad_refresh_token', 'token']);

      const client = await clientAs('InstallationTokenCallerRole');
      const { installationToken = '' } = await client.getInstallationToken({ appId, installationId });
      for (const { one } of all) {
        const { login: sender, number } = one;
        await handled(
          await deliveryOf(() => gitHub.changeIssue({ repository, number, sender, state: 'closed' })),
          'note-closing',
        );
        const theirs = (await commentsOf(repository, number, installationToken)).filter(({ by }) => by === sender);
        expect(theirs.map(({ body }) => body)).toEqual([expect.stringContaining('I have closed this.')]);
      }
    } finally {
      await webhook.takeAway();
      await gate.close();
    }
  });
});
