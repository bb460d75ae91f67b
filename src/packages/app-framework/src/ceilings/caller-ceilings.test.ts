import { ApiError } from '../api/api-error';
import { readCaller } from '../api/caller';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { arrange, deployer, request } from './caller-ceilings.test.support';

const acme = { name: 'acme', targetType: 'Organization', permissions: { contents: 'write', metadata: 'read' } };
const logged = givenLoggedLines();

const minting = {
  ask: async () => ({ kind: 'answered' as const, data: {} }),
  revoke: async () => ({ kind: 'answered' }),
};

async function refusal(run: () => unknown): Promise<ApiError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('createCallerCeilings', () => {
  it('looks for the record of the role, whatever its session is called', async () => {
    const { ceilings, reads } = arrange({ record: { apps: [7] } });
    await ceilings.admit(deployer, request);
    expect(reads).toEqual(['111122223333/role/Deployer']);
  });

  it('holds a role to the record that was granted to its name in another letter case', async () => {
    const { ceilings, reads } = arrange({ record: { apps: [8] }, recordName: '111122223333/role/deployer' });
    expect((await refusal(() => ceilings.admit(deployer, request))).shape).toBe('AccessDeniedError');
    expect(reads).toEqual(['111122223333/role/Deployer', '111122223333/role/deployer']);
  });

  it('refuses by name what goes beyond the ceiling, before anything is looked up', async () => {
    const { ceilings } = arrange({ record: { apps: [7], permissions: { contents: 'read' } } });
    const beyond = { ...request, appId: 8, scopeDown: { permissions: { contents: 'admin' as const } } };
    const refused = await refusal(() => ceilings.admit(deployer, beyond));
    expect(refused.shape).toBe('AccessDeniedError');
    expect(refused.message).toContain('App 8, permission contents: admin (at most read)');
    await expect(ceilings.admit(deployer, request)).resolves.toBeDefined();
  });

  it('counts what is too much to name', async () => {
    const { ceilings } = arrange({ record: { repositories: ['web'] } });
    const caller = await ceilings.admit(deployer, request);
    const repositoryNames = Array.from({ length: 30 }, (_, index) => `r${index}`);
    const { message } = await refusal(() => caller.judge(acme, { repositoryNames }));
    expect(message).toContain('repository r9 and 20 more');
  });

  it('leaves callers without a record alone, where they are allowed', async () => {
    const { ceilings, spent } = arrange();
    const caller = await ceilings.admit(deployer, request);
    const scope = { permissions: { contents: 'admin' as const } };
    const token = caller.judge(acme, scope);
    expect(token.scope).toBe(scope);
    expect(caller.judge(acme).scope).toEqual({});
    token.checkKept({});
    await caller.spendLookUp();
    const revoke = () => Promise.reject(new Error('revoked'));
    expect(await token.settle({ ask: async () => ({ kind: 'answered', data: {} }), revoke })).toMatchObject({
      data: {},
    });
    expect(spent).toEqual([{ caller: 'look-ups 111122223333/role/Deployer', perHour: 2_500 }]);
  });

  it('meters look-ups of callers without a record too, and of those that can have none', async () => {
    const { ceilings, spent } = arrange({ spending: { kind: 'used-up', retryAfterSeconds: 77 } });
    for (const caller of [deployer, readCaller('arn:aws:iam::111122223333:root')]) {
      const admitted = await ceilings.admit(caller, request);
      expect(await refusal(() => admitted.spendLookUp())).toMatchObject({
        shape: 'ThrottledError',
        retryAfterSeconds: 77,
      });
    }
    expect(new Set(spent.map((budget) => JSON.stringify(budget))).size).toBe(2);
  });

  it('lets callers without a record look up where that cannot be counted, and no others', async () => {
    const [free, limited] = [arrange({ uncounted: true }), arrange({ uncounted: true, record: { apps: [7] } })];
    await (await free.ceilings.admit(deployer, request)).spendLookUp();
    expect(logged.join()).toContain('look-up was not counted');
    await expect((await limited.ceilings.admit(deployer, request)).spendLookUp()).rejects.toThrow('the table fails');
  });

  it('refuses callers without a record, where they are to have one', async () => {
    const { ceilings } = arrange({ callersWithoutCeiling: 'refused' });
    expect((await refusal(() => ceilings.admit(deployer, request))).shape).toBe('AccessDeniedError');
    expect((await refusal(() => ceilings.admit(readCaller('arn:aws:iam::111122223333:root'), request))).shape).toBe(
      'AccessDeniedError',
    );
  });

  it('refuses sessions that do not say which user made them', async () => {
    const { ceilings, reads } = arrange();
    const refused = await refusal(() =>
      ceilings.admit(readCaller('arn:aws:sts::111122223333:federated-user/ann'), request),
    );
    expect(refused).toMatchObject({
      shape: 'AccessDeniedError',
      message: expect.stringContaining('GetFederationToken'),
    });
    expect(reads).toEqual([]);
  });

  it.each([
    ['a store that fails', { broken: true }],
    ['a record that is no JSON', { record: 'none' }],
    ['a record of a later version', { record: '{"version":2}' }],
    ['a limit that is not known', { record: { hosts: ['github.example.com'] } }],
  ])('refuses for %s, retryably, and says why in the log only', async (_what, arranged) => {
    const { ceilings } = arrange(arranged);
    const refused = await refusal(() => ceilings.admit(deployer, request));
    expect(refused.shape).toBe('ServerSideError');
    expect(refused.message).not.toMatch(/AccessDenied|JSON|version/);
    expect(logged.join()).toContain('ceiling was not read');
  });

  it('spends from the budget of the role', async () => {
    const { ceilings, spent } = arrange({ record: { tokensPerHour: 5 } });
    await (await ceilings.admit(deployer, request)).judge(acme).settle(minting);
    expect(spent).toEqual([{ caller: '111122223333/role/Deployer', perHour: 5 }]);
  });

  it('meters what the caller has GitHub looked up, apart from its tokens', async () => {
    const { ceilings, spent } = arrange({
      record: { apps: [7] },
      spending: { kind: 'used-up', retryAfterSeconds: 77 },
    });
    const caller = await ceilings.admit(deployer, request);
    expect(await refusal(() => caller.spendLookUp())).toMatchObject({ shape: 'ThrottledError', retryAfterSeconds: 77 });
    expect(spent).toEqual([{ caller: 'look-ups 111122223333/role/Deployer', perHour: 1_000 }]);
  });

  it('refuses to spend more than the budget, with the seconds to wait', async () => {
    const { ceilings } = arrange({
      record: { tokensPerHour: 5 },
      spending: { kind: 'used-up', retryAfterSeconds: 77 },
    });
    const token = (await ceilings.admit(deployer, request)).judge(acme);
    expect(await refusal(() => token.settle(minting))).toMatchObject({
      shape: 'ThrottledError',
      retryAfterSeconds: 77,
    });
  });

  it('refuses a kept token that the ceiling does not reach any more', async () => {
    const { ceilings } = arrange({ record: { repositories: ['web'] } });
    const token = (await ceilings.admit(deployer, request)).judge(acme);
    const scope = { repositoryIds: [9], repositoryNames: ['api'], permissions: { contents: 'read' } };
    expect((await refusal(() => token.checkKept(scope))).shape).toBe('AccessDeniedError');
  });

  it('refuses a token that reaches too far even where it cannot be revoked', async () => {
    const { ceilings } = arrange({ record: { repositories: ['web'] } });
    const token = (await ceilings.admit(deployer, request)).judge(acme);
    const revoke = async () => ({ kind: 'unavailable' });
    expect((await refusal(() => token.settle({ ...minting, revoke }))).shape).toBe('AccessDeniedError');
    expect(logged.join()).toContain('not revoked');
  });
});
