import { convertedBody, openPressed, useSetup } from './app-setup.test.support';

const setup = useSetup();
const { gitHub, tables, secrets, keys, die } = setup;
const aliveMilliseconds = 31_000;

/** GitHub gives an App for its code once. */
function giveOnce(): void {
  const replies = [{ status: 201, body: convertedBody() }];
  gitHub().on(
    'POST /app-manifests/good/conversions',
    () => replies.pop() ?? { status: 404, body: { message: 'Not Found' } },
  );
}

/** What a person sees who loads the page again until it says something that stays. */
async function loaded(browser: { get(url: string): Promise<{ statusCode: number; body: string }> }, back: string) {
  for (let times = 0; times < 4; times += 1) {
    const { statusCode, body } = await browser.get(back);
    if (statusCode === 303) return 'registered';
    if (body.includes('The App has to be registered again')) return 'lost';
    setup.pass(aliveMilliseconds);
  }
  return 'nothing that stays';
}

describe('a setup that dies at one of its calls', () => {
  it('is gone on with, or says what to delete, wherever that is', async () => {
    giveOnce();
    const whole = await openPressed(setup);
    die(undefined);
    expect((await whole.browser.get(whole.back)).statusCode).toBe(303);
    const all = setup.calls();
    expect(all).toBeGreaterThan(12);

    const ends = new Map<string, number>();
    for (let at = 1; at <= all; at += 1) {
      for (const moment of ['before', 'after'] as const) {
        for (const kept of [tables.setups, tables.apps, keys]) kept.clear();
        secrets.set('arn:webhook', 'generated').set('arn:clients', '{}');
        giveOnce();
        die(undefined);
        const { browser, back } = await openPressed(setup);
        die({ at, moment });
        const first = await browser.get(back);
        die(undefined);
        setup.pass(aliveMilliseconds);
        const end = first.statusCode === 303 ? 'registered' : await loaded(browser, back);
        ends.set(end, (ends.get(end) ?? 0) + 1);
        const signing = [...keys].filter(([, { material }]) => material).map(([arn]) => ({ S: arn }));
        const named = [...tables.apps.values()].map(({ KmsKeyArn }) => KmsKeyArn);
        const isRegistered = end === 'registered';
        expect({ at, moment, end, signing, live: signing.length }).toEqual({
          at,
          moment,
          end: expect.stringMatching(/^(registered|lost)$/),
          signing: named,
          live: isRegistered ? 1 : 0,
        });
        const [row = {}] = [...tables.setups.values()];
        const { deleted } = keys.get(String(Object(row.KeyArn).S)) ?? {};
        expect([at, moment, row.Wrapped, row.ImportToken, deleted]).toEqual([
          at,
          moment,
          undefined,
          undefined,
          isRegistered ? undefined : true,
        ]);
        if (end === 'registered') expect(secrets.get('arn:webhook')).toContain('webhook-secret-77');
      }
    }
    expect(ends.get('registered')).toBeGreaterThan(10);
    expect(ends.get('lost')).toBeGreaterThan(2);
  });
});
