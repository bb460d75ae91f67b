import { gitHubInstallation, rowOf } from '../installations/github-account.test.support';
import { acme, acmeRow, appId, refusal, useTokenService } from './token-service.test.support';

const { arrange, mints, lists, server, logged, now, pass } = useTokenService();
const looksAtGitHub = () =>
  server()
    .asked()
    .filter((route) => route.startsWith('GET'));

describe('createInstallationFinder', () => {
  describe('by a node id that has no row', () => {
    it('reads the list until the account comes by, and keeps what it saw', async () => {
      const { ask, writes } = arrange(rowOf({ id: 1, login: 'a', appId }));
      lists({ id: 1, login: 'a' }, { id: 2, login: 'b' }, acme, { id: 4, login: 'd' }, { id: 5, login: 'e' });
      mints(71);
      mints(4);

      await ask({ nodeId: 'node-of-acme' });
      await ask({ nodeId: 'node-of-d' });

      expect(server().asked().slice(0, 3)).toEqual([
        'GET /app/installations',
        'GET /app/installations',
        'POST /app/installations/71/access_tokens',
      ]);
      expect(writes).toEqual([`put ${appId} node-of-b 2`, `put ${appId} node-of-acme 71`, `put ${appId} node-of-d 4`]);
      expect(looksAtGitHub()).toHaveLength(2);
    });

    it('mints all the same when what it saw cannot be kept', async () => {
      const { ask, table } = arrange();
      table.put = () => Promise.reject(new Error('throttled'));
      lists(acme);
      mints(71);

      expect(await ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationId: 71 });
      expect(logged().join()).toContain('installations were not kept');
    });

    it('remembers for a minute that there is none', async () => {
      const { ask } = arrange();
      lists({ id: 1, login: 'a' });

      expect(await refusal(ask({ nodeId: 'nowhere' }))).toMatchObject({ shape: 'NotFoundError' });
      pass(59_000);
      await refusal(ask({ nodeId: 'nowhere' }));
      expect(server().requests).toHaveLength(1);
      pass(1_000);
      await refusal(ask({ nodeId: 'nowhere' }));
      expect(server().requests).toHaveLength(2);
    });

    it('does not take a list that fails for one without the account', async () => {
      const { ask } = arrange();
      server().on('GET /app/installations', { status: 503, body: { message: 'busy' } });

      expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({ shape: 'GitHubFailedError' });
      lists(acme);
      mints(71);
      expect(await ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationId: 71 });
    });
  });

  describe('by installation id', () => {
    it('uses the row', async () => {
      const { ask } = arrange(acmeRow);
      mints(71);

      expect(await ask({ installationId: 71 })).toMatchObject({ nodeId: 'node-of-acme' });
      expect(server().requests).toHaveLength(1);
    });

    it('does not use the row of another App', async () => {
      const { ask } = arrange(rowOf({ ...acme, appId: 9 }));

      expect(await refusal(ask({ installationId: 71 }))).toMatchObject({ shape: 'NotFoundError' });
      expect(server().asked()).toEqual(['GET /app/installations/71']);
    });

    it('asks GitHub for an unknown one, and keeps it', async () => {
      const { ask, kept } = arrange();
      server().on('GET /app/installations/71', { body: gitHubInstallation(acme) });
      mints(71);

      expect(await ask({ installationId: 71 })).toMatchObject({ nodeId: 'node-of-acme', installationId: 71 });
      expect([...kept.values()]).toEqual([rowOf({ ...acme, appId, lastRefreshed: now().toISOString() })]);
    });

    it('refuses one that is gone, instead of taking another', async () => {
      const { ask } = arrange(acmeRow);
      lists({ id: 72, login: 'acme' });
      mints(72);

      expect(await refusal(ask({ installationId: 71 }))).toMatchObject({
        shape: 'NotFoundError',
        message: expect.stringMatching(/71 on acme any more.*nodeId or owner/),
      });
      expect(server().requests).toHaveLength(1);
    });
  });

  describe('by owner', () => {
    it.each([
      ['Organization', '/orgs/acme/installation', 1],
      ['User', '/users/acme/installation', 2],
    ] as const)('asks GitHub where an %s is meant', async (type, path, asked) => {
      const { ask, kept } = arrange();
      server().on(`GET ${path}`, { body: gitHubInstallation({ ...acme, type }) });
      mints(71);

      expect(await ask({ owner: 'acme' })).toMatchObject({ installationId: 71, nodeId: 'node-of-acme' });
      expect(server().requests).toHaveLength(asked + 1);
      expect([...kept.values()][0]).toMatchObject({ targetType: type, name: 'acme' });
    });

    it('remembers for a minute that there is none', async () => {
      const { ask } = arrange();
      await refusal(ask({ owner: 'nobody' }));
      pass(59_000);
      await refusal(ask({ owner: 'NOBODY' }));
      expect(server().requests).toHaveLength(2);
      pass(1_000);
      await refusal(ask({ owner: 'nobody' }));
      expect(server().requests).toHaveLength(4);
    });

    it('takes no enterprise of that slug for it, neither at GitHub nor in the table', async () => {
      const { ask } = arrange(rowOf({ id: 60, login: 'acme', type: 'Enterprise', appId }));
      const enterprise = gitHubInstallation({ id: 60, login: 'acme', type: 'Enterprise' });
      server().on('GET /enterprises/acme/installation', { body: enterprise });
      mints(60);

      expect(await refusal(ask({ owner: 'acme' }))).toMatchObject({ shape: 'NotFoundError' });
      expect(server().asked()).toEqual(['GET /orgs/acme/installation', 'GET /users/acme/installation']);
    });

    it('asks first for the kind of account that was last seen under the login', async () => {
      const { ask, writes } = arrange(rowOf({ id: 71, login: 'Ann', type: 'User', appId }));
      server().on('GET /users/ann/installation', { body: gitHubInstallation({ id: 71, login: 'Ann', type: 'User' }) });
      mints(71);

      await ask({ owner: 'ann' });

      expect(server().asked()).toEqual(['GET /users/ann/installation', 'POST /app/installations/71/access_tokens']);
      expect(writes).toEqual([]);
    });

    it('does not trust a row whose login has changed hands', async () => {
      const { ask } = arrange(rowOf({ id: 60, login: 'acme', nodeId: 'former', appId }));
      server().on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      mints(71);

      expect(await ask({ owner: 'acme' })).toMatchObject({ nodeId: 'node-of-acme', installationId: 71 });
    });

    it('believes for a minute whom GitHub named', async () => {
      const { ask } = arrange();
      server().on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      mints(71);
      await ask({ owner: 'acme' });
      pass(59_000);
      await ask({ owner: 'ACME' });
      pass(1_000);
      await ask({ owner: 'acme' });

      expect(looksAtGitHub()).toHaveLength(2);
    });
  });

  describe('by enterprise', () => {
    it('asks GitHub for the enterprise and for nothing else', async () => {
      const { ask, kept } = arrange();
      const enterprise = gitHubInstallation({ id: 60, login: 'acme', type: 'Enterprise' });
      server().on('GET /enterprises/acme/installation', { body: enterprise });
      server().on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      mints(60);

      expect(await ask({ enterprise: 'acme' })).toMatchObject({ installationId: 60 });
      expect(server().asked()[0]).toBe('GET /enterprises/acme/installation');
      expect([...kept.values()][0]).toMatchObject({ targetType: 'Enterprise', name: 'acme' });
    });
  });

  describe('when a list was read to its end', () => {
    it('answers every miss out of it for a minute', async () => {
      const { ask } = arrange();
      lists({ id: 1, login: 'a' }, { id: 2, login: 'b' }, { id: 9, login: 'c' });
      await refusal(ask({ nodeId: 'nowhere' }));
      const before = server().requests.length;

      for (let other = 0; other < 20; other += 1) {
        await refusal(ask({ nodeId: `nowhere-${other}` }));
        await refusal(ask({ owner: `nobody-${other}` }));
        await refusal(ask({ enterprise: `nobody-${other}` }));
      }
      await refusal(ask({ installationId: 5 }));
      expect(server().requests).toHaveLength(before);
      pass(60_000);
      await refusal(ask({ nodeId: 'nowhere-1' }));
      expect(server().requests.length).toBeGreaterThan(before);
    });

    it('finds who is in it without another look, where no row could be kept', async () => {
      const { ask, table } = arrange();
      table.put = () => Promise.reject(new Error('throttled'));
      lists(acme, { id: 2, login: 'b' });
      await refusal(ask({ nodeId: 'nowhere' }));
      const before = looksAtGitHub().length;
      mints(71);
      expect(await ask({ owner: 'ACME' })).toMatchObject({ installationId: 71 });
      expect(looksAtGitHub()).toHaveLength(before);
    });

    it('still finds an account that is new: by its row, by its id, and by its name once the list is old', async () => {
      const { ask, table } = arrange();
      lists({ id: 1, login: 'a' });
      await refusal(ask({ nodeId: 'nowhere' }));
      server().on('GET /app/installations/71', { body: gitHubInstallation(acme) });
      server().on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      server().on('GET /orgs/later/installation', { body: gitHubInstallation({ id: 72, login: 'later' }) });
      mints(71);
      mints(72);

      expect(await ask({ installationId: 71 })).toMatchObject({ nodeId: 'node-of-acme' });
      await table.put(rowOf({ ...acme, appId }), now());
      expect(await ask({ owner: 'acme' })).toMatchObject({ installationId: 71 });
      expect((await refusal(ask({ owner: 'later' }))).shape).toBe('NotFoundError');
      pass(60_000);
      expect(await ask({ owner: 'later' })).toMatchObject({ installationId: 72 });
    });
  });

  describe('after the App was removed and installed again', () => {
    it.each(['org', 'list'])('finds the present installation by %s, mends the row, and mints', async (way) => {
      const { ask, kept } = arrange(acmeRow);
      if (way === 'org') server().on('GET /orgs/acme/installation', { body: gitHubInstallation({ ...acme, id: 72 }) });
      if (way === 'list') lists({ id: 5, login: 'b' }, { ...acme, id: 72 });
      mints(72);

      expect(await ask({ nodeId: 'node-of-acme' })).toMatchObject({ installationId: 72 });
      expect(kept.get(`${appId} node-of-acme`)).toMatchObject({ installationId: 72 });
    });

    it('does not believe any longer whom GitHub named before', async () => {
      const { ask } = arrange();
      server().on('GET /orgs/acme/installation', { body: gitHubInstallation(acme) });
      mints(71);
      await ask({ owner: 'acme' });
      server().reset();
      server().on('GET /orgs/acme/installation', { body: gitHubInstallation({ ...acme, id: 72 }) });
      mints(72);

      expect(await ask({ owner: 'acme', fresh: true })).toMatchObject({ installationId: 72 });
      expect(await ask({ owner: 'acme' })).toMatchObject({ installationId: 72 });
      expect(
        server()
          .asked()
          .filter((route) => route.includes('/71/')),
      ).toHaveLength(1);
    });

    it('does not take the installation of whoever has the login now', async () => {
      const { ask } = arrange(acmeRow);
      server().on('GET /orgs/acme/installation', {
        body: gitHubInstallation({ id: 80, login: 'acme', nodeId: 'somebody else' }),
      });
      lists({ id: 80, login: 'acme', nodeId: 'somebody else' });
      mints(80);

      expect(await refusal(ask({ nodeId: 'node-of-acme' }))).toMatchObject({ shape: 'NotFoundError' });
    });

    it('reads the list once a minute where the account has none any more', async () => {
      const { ask } = arrange(acmeRow);
      lists({ id: 5, login: 'b' });

      await refusal(ask({ nodeId: 'node-of-acme' }));
      await refusal(ask({ nodeId: 'node-of-acme' }));

      expect(
        server()
          .asked()
          .filter((route) => route === 'GET /app/installations'),
      ).toHaveLength(1);
    });
  });
});
