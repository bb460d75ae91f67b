import { convertedBody, openPressed, useSetup } from './app-setup.test.support';
import { stateOf } from './bound-browser';

const setup = useSetup();
const { gitHub, tables, keys, failing } = setup;
const titleOf = (body: string) => /<title>(.*)<\/title>/.exec(body)?.[1];
const keyOf = () => Object([...tables.apps.values()][0]).KmsKeyArn?.S;
const discarded = () => [...keys].filter(([, { deleted }]) => deleted).map(([arn]) => arn);

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('a page that is loaded twice at once', () => {
  it('asks GitHub once, and the second waits for the first', async () => {
    const { browser, back } = await openPressed(setup);
    let second: string | undefined;
    gitHub().on('POST /app-manifests/good/conversions', async () => {
      second = titleOf((await browser.get(back)).body);
      return { status: 201, body: convertedBody() };
    });
    expect((await browser.get(back)).statusCode).toBe(303);
    expect(second).toBe('One moment');
    const asked = gitHub()
      .asked()
      .filter((one) => one.startsWith('POST /app-manifests'));
    expect([asked.length, tables.apps.size]).toEqual([1, 1]);
  });

  it('asks GitHub once, too, where it was asked before and gave no answer', async () => {
    const { browser, back } = await openPressed(setup);
    const route = 'POST /app-manifests/good/conversions';
    gitHub().on(route, { status: 502, body: { message: 'down' } });
    await browser.get(back);
    const [atGitHub, answered] = [gate(), gate()];
    let asked = 0;
    // A code works once.
    gitHub().on(route, async () => {
      asked += 1;
      if (asked > 1) return { status: 404, body: { message: 'Not Found' } };
      atGitHub.open();
      await answered.opened;
      return { status: 201, body: convertedBody() };
    });
    let other: ReturnType<typeof browser.get> | undefined;
    setup.before('GetParametersForImport', async () => {
      other = browser.get(back);
      await atGitHub.opened;
    });
    expect(titleOf((await browser.get(back)).body)).toBe('One moment');
    answered.open();
    expect([(await other)?.statusCode, asked, tables.apps.size]).toEqual([303, 1, 1]);
  });

  it('has one key, and discards the other, wherever the first is meanwhile', async () => {
    const { browser, back } = await openPressed(setup);
    let first: number | undefined;
    setup.before('CreateKey', async () => {
      // Once its key is in the row, and before GitHub is asked.
      failing.set('GetParametersForImport', { name: 'NotFoundException', times: 1_000 });
      first = (await browser.get(back)).statusCode;
      failing.clear();
    });
    expect([(await browser.get(back)).statusCode, first]).toEqual([202, 202]);
    expect([[...keys.keys()], discarded()]).toEqual([['arn:key-1', 'arn:key-2'], ['arn:key-2']]);
    expect((await browser.get(back)).statusCode).toBe(303);
    expect(keyOf()).toBe('arn:key-1');
  });

  it('has one key, too, where the first is done', async () => {
    const { browser, back } = await openPressed(setup);
    setup.before('CreateKey', () => browser.get(back));
    await browser.get(back);
    expect([keyOf(), discarded()]).toEqual(['arn:key-1', ['arn:key-2']]);
  });
});

describe('a browser that opened the link, and did not press its button first', () => {
  it('goes on with nothing, with a state of its own either', async () => {
    const other = setup.browser();
    const { url: link = '' } = Object(await setup.mint());
    const opened = await other.get(link);
    const [, id = '', secret = ''] =
      /=([0-9a-f]{64})\.([\w-]{43})/.exec(String(opened.multiValueHeaders?.['set-cookie'])) ?? [];
    const browser = setup.browser();
    await browser.get(link);
    const token = new URL(link).searchParams.get('link') ?? '';
    await browser.post({ link: token, name: 'my-bot', organization: '' });
    const back = `setup/created?${new URLSearchParams({ code: 'good', state: stateOf({ id, secret }) })}`;
    expect((await other.get(back)).statusCode).toBe(400);
    expect(gitHub().asked()).toEqual([]);
  });
});
