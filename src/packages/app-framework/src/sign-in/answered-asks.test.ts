import { field } from '../lambda/parsed-json';
import { createSealPair } from '../user-tokens/seal-pair';
import { ada, ample, askOfAda, createBrowser, grantCodes, tables, useSignIn } from './browser.test.support';
import { createResumeAsks } from './resume-asks';

const day = 24 * 3_600_000;

describe('an ask that is over while its person signs in', () => {
  const { vault, gitHub, world } = useSignIn();
  beforeEach(() => grantCodes(gitHub()));

  it('is not answered in the moment after its time, whoever looked at the clock before', async () => {
    const { ask, asks, apps, cipher, signIns, now, pass } = world();
    const [app] = apps;
    const { id } = await ask();
    const waiting = await asks.read(id, ample);
    const pair = { login: ada.login, accessToken: 'ghu_1', scopes: '', flow: 'web' as const };
    const toStore = await createSealPair({ cipher, now })({ app, userId: ada.id, pair }, ample);
    pass(day);
    expect(await signIns.keep({ state: 's', toStore, replaces: undefined, ask: waiting, result: '{}' }, ample)).toBe(
      'ask',
    );
    expect(vault().rows(tables.userTokens)).toEqual([]);
  });

  it('lets them sign in without it, where another tab answered it a moment before', async () => {
    const { handler, ask } = world();
    const { id } = await ask();
    const browser = createBrowser(handler);
    const asked = await browser.begin(`auth/login?ask=${id}`);
    vault().intercept((operation, input) => {
      const writes = [field(input, 'TransactItems')].flat();
      if (operation !== 'TransactWriteItems' || writes.length < 3) return undefined;
      const CancellationReasons = ['None', 'None', 'ConditionalCheckFailed'].map((Code) => ({ Code }));
      return { status: 400, body: { __type: 'x#TransactionCanceledException', CancellationReasons }, when: 'instead' };
    });
    expect((await browser.back(asked)).statusCode).toBe(303);
    expect([vault().rows(tables.userTokens).length, vault().invoked.length]).toEqual([1, 0]);
  });

  it('leaves the next ones to the next minute where too little time is left', async () => {
    const { handler, ask, signIns, resume, now, pass } = world();
    const browser = createBrowser(handler);
    vault().answerInvocations(() => ({ status: 500, body: {} }));
    for (const code of ['c1', 'c2']) {
      const { id } = await ask({ ...askOfAda, deliveryKey: `host#7#${code}` });
      await browser.back(await browser.begin(`auth/login?ask=${id}`), { code });
    }
    pass(61_000);
    vault().answerInvocations(() => ({ status: 200, body: { repetitions: [{ outcome: 'sent' }] } }));
    const resumeAsks = createResumeAsks({ signIns, resume, now });
    expect(await resumeAsks(() => 11_999)).toEqual({ resumed: 1, lost: 0, later: 0 });
    expect(await resumeAsks(() => 12_000)).toEqual({ resumed: 1, lost: 0, later: 0 });
  });
});
