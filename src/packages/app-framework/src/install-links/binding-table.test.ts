import type { Binding, BindingEnd } from './binding';
import { createRenameAccount } from './binding-table';
import { acme, ada, ample, useInstallLinks } from './install.test.support';

const world = useInstallLinks();
const on = { installationId: 9, accountId: acme.id, accountLogin: 'acme', accountType: 'Organization' };

function table() {
  const { bindings, host } = world.world();
  const bind = (installationId = 9) =>
    bindings.bind({ host, appId: 7, userId: 'user-1' }, { ...on, installationId, person: ada, proof: 'owner' }, ample);
  const known = async (): Promise<Binding> => {
    const [binding] = await bindings.ofUser('user-1', ample);
    if (!binding) throw new Error('There is none.');
    return binding;
  };
  const end = async (status: BindingEnd) => bindings.end(await known(), status, ample);
  return { bindings, bind, known, end };
}

describe('a binding', () => {
  it('begins again for the same installation, and is kept from then on', async () => {
    const { bind, known, end } = table();
    await bind();
    await end('revoked');
    expect([await bind(), (await known()).status]).toEqual([true, 'active']);
    world.pass(31 * 86_400_000);
    expect((await known()).status).toBe('active');
  });

  it('begins for no installation that was before the one that it is of, and goes on under a later one alone', async () => {
    const { bindings, bind, known } = table();
    await bind(10);
    expect([await bind(9), (await known()).installationId]).toEqual([false, 10]);
    expect(await bindings.revive(await known(), 10, ample)).toBe(false);
    expect(await bindings.revive(await known(), 11, ample)).toBe(true);
  });

  it.each<[BindingEnd, BindingEnd, BindingEnd]>([
    ['uninstalled', 'revoked', 'revoked'],
    ['revoked', 'role-lost', 'role-lost'],
    ['revoked', 'uninstalled', 'revoked'],
    ['role-lost', 'revoked', 'role-lost'],
  ])('that is %s and then %s is %s', async (first, second, left) => {
    const { bind, known, end } = table();
    await bind();
    await end(first);
    await end(second);
    expect((await known()).status).toBe(left);
  });

  it('ends once, also where the answer of AWS was lost', async () => {
    const { bindings, bind, known } = table();
    await bind();
    const before = await known();
    world.loseAnswers();
    expect(await bindings.end(before, 'role-lost', ample)).toBe(true);
    world.pass(1_000);
    expect(await bindings.end(before, 'role-lost', ample)).toBe(false);
  });

  it('that is gone is not there again by a new name of its account', async () => {
    const { bind, known } = table();
    await bind();
    const gone = await known();
    world.rows.clear();
    const rename = createRenameAccount({ tableName: 'integrations' });
    expect(await rename(gone, { login: 'acme-corp', toldAt: new Date(1_000) }, ample)).toBe(false);
    expect(world.rows.size).toBe(0);
  });

  it('takes no earlier word of its suspension, nor one that is of another installation', async () => {
    const { bindings, bind, known } = table();
    await bind();
    const before = await known();
    await bindings.suspend(before, { toldAt: new Date(2_000) }, ample);
    await bindings.suspend(before, { at: new Date(1_000), toldAt: new Date(1_000) }, ample);
    expect((await known()).status).toBe('active');
    await bind(10);
    await bindings.suspend(before, { at: new Date(3_000), toldAt: new Date(3_000) }, ample);
    expect((await known()).status).toBe('active');
  });
});
