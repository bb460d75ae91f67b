import { createKeptExaminations } from './examination-table';
import { titleOf, useOperatorPages } from './operator-pages.test.support';

const pages = useOperatorPages();
const fine = { check: 'key', about: 'the key signs, and GitHub knows it', state: 'fine' };
const hostile = '<script>alert("1")</script>';
const wrong = {
  check: 'suspended',
  about: 'no installation is suspended',
  state: 'wrong',
  findings: [
    {
      what: `The one on ${hostile} is.`,
      todo: 'Unsuspend it.',
      command: `app-status --app-id '${hostile}'`,
      link: 'javascript:alert(1)',
    },
    { what: 'Another one, too.', todo: 'See there.', link: 'https://github.com/settings?a=1&b="2"' },
  ],
};

describe('the status page', () => {
  it('has the deployment be looked at, says so, and comes again by itself', async () => {
    const visitor = await pages.operator();
    const { body, headers } = await visitor.get('operators');
    expect([titleOf(body), headers.refresh]).toEqual(['The deployment is being looked at', '3']);
    expect(body).toContain('The log of the function <code>examination</code> says why.');
    expect(pages.started).toEqual(['Event']);
  });

  it('has it be looked at once, however many are there', async () => {
    const visitor = await pages.operator();
    for (let time = 0; time < 3; time += 1) await visitor.get('operators');
    expect(pages.started).toEqual(['Event']);
  });

  it('has it be looked at again where the last look is old, and shows that one meanwhile', async () => {
    const visitor = await pages.operator();
    const at = new Date(Date.now() - 400_000);
    pages.found([{ of: 'App 7', appId: 7, results: [fine] }], at);
    const row = pages.rows.get('examination');
    pages.rows.set('examination', { ...row, NextAt: { N: String(Date.now() - 1) } });
    const { body, headers } = await visitor.get('operators');
    expect(headers.refresh).toBe('3');
    expect(titleOf(body)).toBe(`Not looked at since ${at.toISOString()}`);
    expect(body).not.toContain('All is well');
    expect(body).toContain('It is being looked at again;');
    expect(pages.started).toEqual(['Event']);
  });

  it('comes again soon where it had the deployment be looked at once more', async () => {
    const visitor = await pages.operator();
    pages.found([{ of: 'App 7', appId: 7, results: [wrong] }]);
    expect((await visitor.get('operators')).headers.refresh).toBe('30');
    const row = pages.rows.get('examination');
    pages.rows.set('examination', { ...row, NextAt: { N: String(Date.now() - 1) } });
    const { body, headers } = await visitor.get('operators');
    expect([titleOf(body), headers.refresh, pages.started]).toEqual(['2 findings', '3', ['Event']]);
  });

  it('is green where nothing was found, and loads itself again unless that is asked not', async () => {
    const visitor = await pages.operator();
    pages.found([{ of: 'App 7', appId: 7, results: [fine] }]);
    const { body, headers } = await visitor.get('operators');
    expect([titleOf(body), headers.refresh]).toEqual(['All is well', '30']);
    expect(body).toContain('✓ fine');
    expect(body).toContain('ops-tools doctor --table apps --ledger ledger<');
    const still = await visitor.get('operators?reload=no');
    expect([titleOf(still.body), still.headers.refresh]).toEqual(['All is well', undefined]);
  });

  it('does not call a deployment well that could not be looked at', async () => {
    const visitor = await pages.operator();
    pages.found([{ of: 'App 7', appId: 7, results: [{ ...fine, state: 'unknown', unseen: ['GitHub was silent.'] }] }]);
    const { body } = await visitor.get('operators');
    expect(titleOf(body)).toBe('Nothing was found, and not all could be looked at');
    expect(body).toContain('GitHub was silent.');
  });

  it('shows so many Apps as a row holds, the worst first, and says how many more there are', async () => {
    const visitor = await pages.operator();
    const finding = { what: 'w'.repeat(5_000), todo: 'Mend it.' };
    const results = [{ ...wrong, state: 'wrong' as const, findings: [finding, finding] }];
    const failing = Array.from({ length: 70 }, (_, at) => ({ of: `App ${at + 1}`, appId: at + 1, results }));
    const quiet = { of: 'App 71', appId: 71, results: [{ ...fine, state: 'fine' as const, about: 'a'.repeat(9_000) }] };
    const deployment = { of: 'The deployment', results: [{ ...fine, state: 'fine' as const }] };
    const kept = createKeptExaminations({ tableName: 'operators', now: () => new Date() });
    await kept.keep([quiet, ...failing, deployment], () => 9_000);
    expect(JSON.stringify(pages.rows.get('examination')).length).toBeLessThan(390_000);
    const { body } = await visitor.get('operators');
    const shown = [...body.matchAll(/<h2>App (\d+)</g)].map(([, appId]) => Number(appId));
    expect(shown.length).toBeGreaterThan(50);
    expect(shown).toEqual(shown.map((_, index) => index + 1));
    expect(body).toContain('<h2>The deployment<');
    expect(body).toContain(`<h2>${71 - shown.length} more Apps<`);
    expect(body).toContain(`all: ${2 * (70 - shown.length)} more than there is room for`);
    expect(titleOf(body)).toBe(`${shown.length} findings, and more`);
  });

  it('says what is wrong, what to do and with which command, and lets nothing that others wrote be more than text', async () => {
    const visitor = await pages.operator();
    pages.found([{ of: 'App 7', appId: 7, results: [fine, wrong] }]);
    const { body } = await visitor.get('operators');
    expect(titleOf(body)).toBe('2 findings');
    expect(body).not.toContain('<script');
    expect(body).toContain('The one on &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; is.');
    expect(body).toContain('npx @aws/app-framework-for-github-apps-on-aws-ops-tools app-status --app-id');
    expect(body).not.toContain('javascript:');
    expect(body).toContain('href="https://github.com/settings?a=1&amp;b=%222%22"');
  });
});
