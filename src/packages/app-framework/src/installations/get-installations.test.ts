import { createFakeInstallationTable } from './fake-installation-table.test.support';
import { createGetInstallations } from './get-installations';
import { rowOf } from './github-account.test.support';

const rows = [
  ...Array.from({ length: 120 }, (_, index) => rowOf({ id: index + 1, login: `org-${index}`, appId: 1 })),
  rowOf({ id: 500, login: 'other', appId: 2, suspendedAt: '2026-02-03T04:05:06Z', permissions: {} }),
];
const getInstallations = createGetInstallations(createFakeInstallationTable(...rows));

async function all(input: { appId?: number; maxResults?: number }): Promise<{ ids: number[]; pages: number[] }> {
  const ids: number[] = [];
  const pages: number[] = [];
  let nextToken: string | undefined;
  do {
    const page = await getInstallations({ ...input, nextToken });
    ids.push(...page.installations.map(({ installationId }) => installationId));
    pages.push(page.installations.length);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { ids, pages };
}

describe('createGetInstallations', () => {
  it('answers every row once, 100 a page', async () => {
    const { ids, pages } = await all({});

    expect(ids.sort()).toEqual(rows.map(({ installationId }) => installationId).sort());
    expect(pages).toEqual([100, 21]);
  });

  it('answers the rows of one App, in pages as asked', async () => {
    expect((await all({ appId: 1, maxResults: 50 })).pages).toEqual([50, 50, 20]);
  });

  it('answers all members of a record, and no empty map', async () => {
    expect((await getInstallations({ appId: 2 })).installations).toEqual([
      {
        appId: 2,
        installationId: 500,
        nodeId: 'node-of-other',
        targetType: 'Organization',
        name: 'other',
        repositorySelection: 'all',
        suspendedAt: new Date('2026-02-03T04:05:06Z'),
      },
    ]);
  });

  it('refuses to go on in another list', async () => {
    const { nextToken } = await getInstallations({ maxResults: 5 });

    await expect(getInstallations({ appId: 1, nextToken })).rejects.toMatchObject({ shape: 'ValidationException' });
  });
});
