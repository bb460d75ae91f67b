import { createHmac } from 'node:crypto';
import { fieldIn } from '../http/visitor.test.support';
import { baseUrl, titleOf, useOperatorPages } from './operator-pages.test.support';

const pages = useOperatorPages();
const { rows, mintLink, browser } = pages;

const linkIn = (url: string) => new URL(url).searchParams.get('link') ?? '';
/** What stands in the row of a link has come to its time. */
const end = (attribute: 'Until' | 'BrowserUntil') => {
  for (const [id, row] of rows) rows.set(id, { ...row, [attribute]: { N: String(Date.now() - 1) } });
};

describe('the pages of operators', () => {
  it('let a browser in by a link and its button, and lead it to what they show', async () => {
    const visitor = browser();
    const url = await mintLink();
    expect(url).toMatch(/^https:\/\/bot\.example\.com\/github\/operators\?link=[\w-]{43}$/);
    const page = await visitor.get(url);
    expect([page.statusCode, titleOf(page.body)]).toEqual([200, 'The pages of this deployment']);
    const entered = await visitor.post({ link: fieldIn(page.body, 'link') });
    expect([entered.statusCode, entered.headers.location]).toEqual([303, `${baseUrl}operators`]);
    expect((await visitor.get('operators')).statusCode).toBe(200);
  });

  it('keep of a link what it can be known by, and not the link', async () => {
    const url = await mintLink();
    expect(rows.size).toBe(1);
    expect(JSON.stringify([...rows])).not.toContain(linkIn(url));
  });

  it('are changed by no look at a link: chats and scanners open them', async () => {
    const url = await mintLink();
    const before = JSON.stringify([...rows]);
    for (const visitor of [browser(), browser()]) expect((await visitor.get(url)).statusCode).toBe(200);
    expect(JSON.stringify([...rows])).toBe(before);
  });

  it('let one browser in by a link, and lead it in again when the button is pressed twice', async () => {
    const [first, second] = [browser(), browser()];
    const url = await mintLink();
    for (const visitor of [first, second]) await visitor.get(url);
    const press = { link: linkIn(url) };
    expect((await first.post(press)).statusCode).toBe(303);
    expect((await first.post(press)).statusCode).toBe(303);
    expect((await second.post(press)).statusCode).toBe(410);
    expect((await second.get('operators')).statusCode).toBe(403);
    expect((await browser().get(url)).statusCode).toBe(410);
  });

  it('refuse who made a link up, comes after an hour, or never opened it', async () => {
    expect((await browser().get('operators?link=guessed')).statusCode).toBe(410);
    const url = await mintLink();
    expect((await browser().post({ link: linkIn(url) })).statusCode).toBe(400);
    const visitor = browser();
    await visitor.get(url);
    end('Until');
    expect((await visitor.post({ link: linkIn(url) })).statusCode).toBe(410);
    expect((await visitor.get(url)).statusCode).toBe(410);
  });

  it('end for a browser after some hours', async () => {
    const visitor = await pages.operator();
    expect((await visitor.get('operators')).statusCode).toBe(200);
    end('BrowserUntil');
    expect([(await visitor.get('operators')).statusCode, pages.started.length]).toEqual([403, 1]);
  });

  it('let a browser look by the newest of its links, however many it had before', async () => {
    const visitor = browser();
    for (let count = 0; count < 6; count += 1) {
      end('BrowserUntil');
      const url = await mintLink();
      await visitor.get(url);
      await visitor.post({ link: linkIn(url) });
    }
    expect((await visitor.get('operators')).statusCode).toBe(200);
  });

  it('are left by a button: neither this browser nor whoever has its cookies may look any more', async () => {
    // By two links: either would let it in still.
    const visitor = browser();
    const links = [await mintLink(), await mintLink()];
    for (const url of links) await visitor.get(url);
    for (const url of links) await visitor.post({ link: linkIn(url) });
    const elsewhere = await pages.operator();
    const thief = visitor.thief();
    expect((await thief.get('operators')).statusCode).toBe(200);
    const page = await visitor.get('operators/deliveries');
    const left = await visitor.post({ signOut: fieldIn(page.body, 'signOut') });
    expect([left.statusCode, titleOf(left.body)]).toEqual([200, 'You are signed out']);
    expect([left.body.includes('Run the command open'), visitor.cookieNames()]).toEqual([true, []]);
    for (const one of [visitor, thief]) expect((await one.get('operators')).statusCode).toBe(403);
    for (const url of links) expect((await thief.post({ link: linkIn(url) })).statusCode).toBe(410);
    expect((await elsewhere.get('operators')).statusCode).toBe(200);
  });

  it('are not left by what another site sends, which does not know what the button does', async () => {
    const [visitor, other] = [await pages.operator(), await pages.operator()];
    const theirs = fieldIn((await other.get('operators')).body, 'signOut');
    for (const signOut of ['', 'guessed', theirs]) expect((await visitor.post({ signOut })).statusCode).toBe(403);
    for (const one of [visitor, other]) expect((await one.get('operators')).statusCode).toBe(200);
  });

  it('are changed by nobody who signs out of what let them in to nothing', async () => {
    const [visitor, url] = [browser(), await mintLink()];
    const { multiValueHeaders } = await visitor.get(url);
    const [, id = '', secret = ''] = /=(\w{64})\.([\w-]{43});/.exec(String(multiValueHeaders?.['set-cookie'])) ?? [];
    const before = JSON.stringify([...rows]);
    const signOut = createHmac('sha256', secret).update(`state ${id}`).digest('base64url');
    expect((await visitor.post({ signOut })).statusCode).toBe(200);
    expect(JSON.stringify([...rows])).toBe(before);
    expect((await browser().get(url)).statusCode).toBe(200);
  });

  it.each(['operators', 'operators/deliveries', 'operators/delivery?key=k', 'operators/figures'])(
    'show a stranger nothing at %s, and start nothing',
    async (path) => {
      const { statusCode, body, headers } = await browser().get(path);
      expect([statusCode, pages.started]).toEqual([403, []]);
      expect(body).toContain('Run the command open');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    },
  );

  it.each([
    ['https://abc.execute-api.us-east-1.amazonaws.com/prod/', '/prod', '/prod/operators'],
    ['https://bot.example.com/github/', '', '/github/operators'],
    ['https://bot.example.com/', '', '/operators'],
  ])('let a browser in below %s, with a cookie that nothing else of the host gets', async (base, stage, path) => {
    const visitor = pages.browserAt(base, stage);
    const link = linkIn(await mintLink());
    const { multiValueHeaders } = await visitor.get(`operators?link=${link}`);
    const [cookie] = multiValueHeaders?.['set-cookie'] ?? [];
    expect(cookie).toMatch(/^__Secure-operators-\w+=\S+; Max-Age=14400; Path=\S+; Secure; HttpOnly; SameSite=Lax$/);
    expect(/Path=([^;]*)/.exec(cookie ?? '')?.[1]).toBe(path);
    const { statusCode, headers } = await visitor.post({ link });
    expect([statusCode, headers.location]).toEqual([303, `${base}operators`]);
    for (const page of ['operators', 'operators/figures']) expect((await visitor.get(page)).statusCode).toBe(200);
    expect((await visitor.get(`/elsewhere${path}`)).statusCode).toBe(403);
  });

  it('work with a stage before them, and with whatever stands before them', async () => {
    const visitor = await pages.operator('/github');
    expect((await visitor.get('operators')).statusCode).toBe(200);
    expect((await visitor.get('operators/nothing')).statusCode).toBe(404);
    const staged = await pages.operator('/nowhere');
    expect((await staged.get('operators')).statusCode).toBe(200);
  });

  it('say where it is told why they fail, and that nothing was changed', async () => {
    const visitor = await pages.operator();
    pages.aws().on('POST /', { status: 400, body: { __type: 'AccessDeniedException', message: 'arn:secret' } });
    const { statusCode, body } = await visitor.get('operators');
    expect([statusCode, titleOf(body)]).toEqual([500, 'Something failed here']);
    expect(body).toContain('request-1');
    expect(body).not.toContain('arn:secret');
  });
});
