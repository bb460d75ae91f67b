import { hourShard } from '../webhooks/ledger-keys';
import { titleOf, useOperatorPages } from './operator-pages.test.support';

const pages = useOperatorPages();
const hostile = '"><script>alert(1)</script>';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const idOf = (index: number) => `72d3162e-cc78-11e3-81ab-${String(index).padStart(12, '0')}`;

interface Given {
  readonly index: number;
  readonly minutes?: number;
  readonly event?: string;
  readonly account?: string;
  readonly state?: 'done' | 'parked';
  readonly reason?: string;
}

/** A delivery that one handler had. Answers its key. */
function given({ index, minutes = index, event = 'issues', account = 'acme', state = 'done', reason }: Given): string {
  const at = ago(minutes).toISOString();
  const Delivery = { S: `api.github.com#7#${idOf(index)}` };
  const places = {
    Hour: { S: hourShard(new Date(at), 0) },
    EventDay: { S: `${event}#${at.slice(0, 10)}#0` },
    ReceivedAt: { S: at },
  };
  pages.ledger.push({
    ...{ Delivery, ...places, Part: { S: 'delivery' }, DeliveryId: { S: idOf(index) }, Status: { S: 'published' } },
    ...{ Event: { S: event }, Action: { S: 'opened' }, Repository: { S: `${account}/web` }, RepositoryId: { N: '5' } },
    ...{ PublishedAt: { S: at }, Handlers: { L: [{ S: 'greet' }] }, ArchiveKey: { S: `webhooks/${index}.json` } },
  });
  pages.ledger.push({
    ...{ Delivery, Part: { S: 'handler#greet' }, Status: { S: state }, Attempts: { N: '3' }, ...places },
    ...(reason !== undefined && { Reason: { S: reason } }),
    ...(state === 'parked' && { Open: { S: 'parked#0' } }),
  });
  return Delivery.S;
}

const listed = (body: string) =>
  [...body.matchAll(/>72d3162e-cc78-11e3-81ab-0*(\d+)<\/a>/g)].map(([, id]) => Number(id));

describe('the deliveries page', () => {
  it('lists what came, newest first, a page at a time, without gaps and without doubles', async () => {
    for (let index = 1; index <= 120; index += 1) given({ index, minutes: Math.ceil(index / 3) });
    const visitor = await pages.operator();
    const seen: number[] = [];
    let next: string | undefined = 'operators/deliveries';
    while (next !== undefined) {
      const { body } = await visitor.get(next);
      const page = listed(body);
      expect(page.length).toBeLessThanOrEqual(50);
      seen.push(...page);
      next = /href="([^"]*)">Older ones/.exec(body)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen.length).toBe(120);
    expect(new Set(seen).size).toBe(120);
    expect(Math.ceil((seen[0] ?? 0) / 3)).toBe(1);
  });

  it('shows those that are readable beside one whose decisions are not', async () => {
    given({ index: 1, state: 'parked' });
    const key = given({ index: 2, state: 'parked' });
    pages.ledger.push({ Delivery: { S: key }, Part: { S: 'triggers' }, Decisions: { S: '{"version":9}' } });
    const visitor = await pages.operator();
    expect(listed((await visitor.get('operators/deliveries?state=parked')).body)).toEqual([1, 2]);
    const { statusCode, body } = await visitor.get(`operators/delivery?${new URLSearchParams({ key })}`);
    expect([statusCode, body]).toEqual([
      200,
      expect.stringContaining('unreadable: The decisions of a delivery are in no form'),
    ]);
    expect(body).toContain('greet gave up');
  });

  it('lists what is looked for, and says so in its address, in its form and in a command', async () => {
    given({ index: 1 });
    given({ index: 2, event: 'push' });
    given({ index: 3, account: 'Octo-Org' });
    given({ index: 4, state: 'parked' });
    given({ index: 5, minutes: 300 });
    const visitor = await pages.operator();
    const list = async (query: string) => listed((await visitor.get(`operators/deliveries?${query}`)).body);
    expect(await list('')).toEqual([1, 2, 3, 4, 5]);
    expect(await list('event=push')).toEqual([2]);
    expect(await list('account=octo-org')).toEqual([3]);
    expect(await list('state=parked')).toEqual([4]);
    expect(await list(`since=${ago(60).toISOString().slice(0, 16)}`)).toEqual([1, 2, 3, 4]);
    expect(await list(`until=${ago(60).toISOString().slice(0, 16)}`)).toEqual([5]);
    expect(await list('state=nonsense&since=yesterday&after=x')).toEqual([1, 2, 3, 4, 5]);
    const { body } = await visitor.get('operators/deliveries?event=push');
    expect(body).toContain('name="event" value="push"');
    expect(body).toMatch(/deliveries list --since \S+ --until \S+ --event push --ledger ledger</);
  });

  it.each([
    ['state=retry', ' --handler-state retry --ledger ledger<', undefined],
    ['state=lost', ' --state unrecoverable --ledger ledger<', undefined],
    ['state=done', ' --ledger ledger<', 'Without the filter State: done: the command has none.'],
    ['account=acme&state=parked', ' --handler-state parked --ledger ledger<', 'Without the filter Account: acme: the'],
  ])('has a command that does what %s does, or says what it does without', async (query, command, without) => {
    const { body } = await (await pages.operator()).get(`operators/deliveries?${query}`);
    expect(body).toContain(command);
    expect(body.includes('Without the filter')).toBe(without !== undefined);
    expect(body).toContain(without ?? '');
  });

  it('makes no command of what somebody put into an address', async () => {
    const visitor = await pages.operator();
    const query = new URLSearchParams({ event: `a'; $(rm -rf ~) ${hostile}\n#` });
    const { body } = await visitor.get(`operators/deliveries?${query}`);
    expect(body).not.toContain('<script');
    expect(body).toContain(
      '--event &#39;a&#39;\\&#39;&#39;; $(rm -rf ~) &quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; #&#39;',
    );
  });

  it('ends a search that takes long, and says where to go on', async () => {
    given({ index: 1, minutes: 20 * 60 });
    const visitor = await pages.operator();
    let asked = 0;
    const { body } = await visitor.get('operators/deliveries?event=none&since=2026-01-01', () => {
      asked += 1;
      return asked < 60 ? 28_000 : 5_000;
    });
    expect(body).toContain('as far as was looked');
    expect(body).toContain('Older ones');
  });
});

describe('the page of a delivery', () => {
  const url = (key: string) => `operators/delivery?${new URLSearchParams({ key })}`;

  it('shows its path, what became of it, and the command to redrive it', async () => {
    const key = given({ index: 1, state: 'parked', reason: `It threw ${hostile}` });
    const visitor = await pages.operator();
    const { statusCode, body } = await visitor.get(url(key));
    expect([statusCode, titleOf(body)]).toEqual([200, `issues.opened, ${idOf(1)}`]);
    for (const part of ['7 at api.github.com', 'acme/web (5)', 'posted by GitHub', 'webhooks/1.json', 'for greet'])
      expect(body).toContain(part);
    expect(body).toContain('greet gave up after 3 tries');
    expect(body).toContain('It threw &quot;&gt;&lt;script&gt;');
    expect(body).toContain(`deliveries redrive ${idOf(1)} --app-id 7 --handler greet --ledger ledger<`);
    expect(body).not.toContain('<script');
  });

  it('has nobody redrive what is done, or what no handler is there for', async () => {
    const key = given({ index: 1 });
    pages.ledger.push({
      ...{ Delivery: { S: key }, Part: { S: 'handler#gone' }, Status: { S: 'parked' }, Attempts: { N: '3' } },
    });
    const { body } = await (await pages.operator()).get(url(key));
    expect(body).toContain(`deliveries show ${idOf(1)} --app-id 7 --ledger ledger<`);
    expect(body).toContain('gone is no handler of this deployment any more');
    expect(body).not.toContain('deliveries redrive');
  });

  it('says why triggers did or did not start what', async () => {
    const key = given({ index: 1 });
    const refused = { kind: 'refused', by: 'branches', value: 'refs/heads/x', meant: 'main' };
    const decisions = { workflows: [{ workflow: 'ci', trigger: 'pushes', decisions: [refused] }], leftOut: 0 };
    pages.ledger.push({
      ...{ Delivery: { S: key }, Part: { S: 'triggers' }, Decisions: { S: JSON.stringify(decisions) } },
    });
    const { body } = await (await pages.operator()).get(url(key));
    expect(body).toContain('refused by branches: it was refs/heads/x, and what is meant is main');
  });

  it('shows its payload without secrets, and nothing of it as more than text', async () => {
    const key = given({ index: 1 });
    const token = `ghp_${'a'.repeat(36)}`;
    pages.archived('webhooks/1.json', JSON.stringify({ issue: { title: hostile, body: token }, secret: 'hunter2' }));
    const { body } = await (await pages.operator()).get(url(key));
    expect(body).toContain('&quot;title&quot;: &quot;\\&quot;&gt;&lt;script&gt;');
    for (const secret of [token, 'hunter2', '<script']) expect(body).not.toContain(secret);
  });

  it('says that a payload is kept no more', async () => {
    const key = given({ index: 1 });
    const visitor = await pages.operator();
    const gone = '<Error><Code>NoSuchKey</Code></Error>';
    pages.aws().on('GET /archive/webhooks/1.json', { status: 404, body: gone });
    const { statusCode, body } = await visitor.get(url(key));
    expect([statusCode, body]).toEqual([200, expect.stringContaining('The archive has it no more')]);
  });

  it('is found by the id that GitHub shows, and asks of which App where two have it', async () => {
    const key = given({ index: 1 });
    const visitor = await pages.operator();
    const byId = () => visitor.get(`operators/delivery?id=${idOf(1).toUpperCase()}`);
    expect(titleOf((await byId()).body)).toBe(`issues.opened, ${idOf(1)}`);
    const rows = pages.ledger.filter((row) => JSON.stringify(row.Delivery).includes(key));
    pages.ledger.push(...rows.map((row) => ({ ...row, Delivery: { S: key.replace('#7#', '#9#') } })));
    const { body } = await byId();
    expect([titleOf(body), body]).toEqual(['Which delivery?', expect.stringContaining('App 9 at api.github.com')]);
  });

  it('says what to do about one that is not known', async () => {
    const { statusCode, body } = await (await pages.operator()).get('operators/delivery?id=none');
    expect([statusCode, body]).toEqual([404, expect.stringContaining('deliveries recover --ledger ledger<')]);
  });
});
