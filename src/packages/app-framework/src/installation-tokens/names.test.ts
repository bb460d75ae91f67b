import { acmeRow, refusal, useTokenService } from './token-service.test.support';

const { arrange, mints, server } = useTokenService();
const bodies = () => server().requests.map(({ body }) => body);

describe('createGetInstallationToken with names as people have them', () => {
  it('takes owner/name for a repository of the account, in any case, and asks GitHub for the name', async () => {
    const { ask } = arrange(acmeRow);
    mints(71);

    await ask({ nodeId: 'node-of-acme', scopeDown: { repositoryNames: ['ACME/Web', 'docs'] } });
    expect(bodies()).toEqual([{ repositories: ['Web', 'docs'] }]);
  });

  it('shares one token between both spellings', async () => {
    const { ask } = arrange(acmeRow);
    mints(71);
    const scopeDown = (repository: string, permission: string) => ({
      repositoryNames: [repository],
      permissions: { [permission]: 'write' as const },
    });

    await ask({ nodeId: 'node-of-acme', scopeDown: scopeDown('web', 'pull_requests') });
    await ask({ nodeId: 'node-of-acme', scopeDown: scopeDown('acme/web', 'pull-requests') });
    expect(bodies()).toEqual([{ repositories: ['web'], permissions: { pull_requests: 'write' } }]);
  });

  it('refuses a repository of another owner, and asks GitHub for nothing', async () => {
    const { ask } = arrange(acmeRow);

    const asked = ask({ nodeId: 'node-of-acme', scopeDown: { repositoryNames: ['other/web'] } });
    expect(await refusal(asked)).toMatchObject({
      shape: 'ValidationException',
      message: expect.stringContaining('names other/web'),
    });
    expect(bodies()).toEqual([]);
  });

  it('refuses two levels for one permission', async () => {
    const { ask } = arrange(acmeRow);
    const permissions = { 'pull-requests': 'read', pull_requests: 'write' } as const;

    expect(await refusal(ask({ nodeId: 'node-of-acme', scopeDown: { permissions } }))).toMatchObject({
      shape: 'ValidationException',
      message: expect.stringContaining('two levels'),
    });
  });
});
