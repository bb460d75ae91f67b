import { createFakeInstallationTable } from './fake-installation-table.test.support';
import { createGetInstallationData } from './get-installation-data';
import { rowOf } from './github-account.test.support';

const getInstallationData = createGetInstallationData(
  createFakeInstallationTable(
    rowOf({ id: 1, login: 'Acme', appId: 1 }),
    rowOf({ id: 2, login: 'Acme', appId: 2 }),
    rowOf({ id: 3, login: 'other', appId: 1 }),
  ),
);

describe('createGetInstallationData', () => {
  it.each([{ nodeId: 'node-of-Acme' }, { owner: 'aCME' }, { installationId: 2 }])(
    'answers an entry for each App on the account %j',
    async (target) => {
      const { installations } = await getInstallationData(target);

      expect(installations.map(({ appId, installationId }) => [appId, installationId])).toEqual([
        [1, 1],
        [2, 2],
      ]);
    },
  );

  it('answers all accounts on which an installation has the id, since hosts count for themselves', async () => {
    const ofTwoHosts = createGetInstallationData(
      createFakeInstallationTable(
        rowOf({ id: 5, login: 'here', appId: 1 }),
        rowOf({ id: 5, login: 'there', appId: 2 }),
        rowOf({ id: 6, login: 'there', appId: 3 }),
      ),
    );
    const { installations } = await ofTwoHosts({ installationId: 5 });
    expect(installations.map(({ appId, name }) => [appId, name])).toEqual([
      [1, 'here'],
      [2, 'there'],
      [3, 'there'],
    ]);
  });

  it('takes an enterprise for no login, and a login for no enterprise', async () => {
    const get = createGetInstallationData(
      createFakeInstallationTable(
        rowOf({ id: 1, login: 'acme', appId: 1 }),
        rowOf({ id: 2, login: 'acme', nodeId: 'enterprise', type: 'Enterprise', appId: 1 }),
      ),
    );
    expect((await get({ owner: 'Acme' })).installations).toMatchObject([{ installationId: 1 }]);
    expect((await get({ enterprise: 'Acme' })).installations).toMatchObject([{ installationId: 2 }]);
  });

  it.each([{ nodeId: 'nobody' }, { owner: 'nobody' }, { installationId: 99 }])(
    'fails as not found for %j',
    async (target) => {
      await expect(getInstallationData(target)).rejects.toMatchObject({
        shape: 'NotFoundError',
        message: expect.stringMatching(/nobody|99/),
      });
    },
  );

  it.each([{}, { nodeId: 'a', owner: 'b' }])('refuses the targets %j', async (input) => {
    await expect(getInstallationData(input)).rejects.toMatchObject({ shape: 'ValidationException' });
  });
});
