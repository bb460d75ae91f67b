import { useFakeAws } from '../aws/aws-environment.test.support';
import { isMet, type Row, updated } from '../aws/update-expression.test.support';
import { useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { createGitHubOAuth } from '../github/oauth';
import type { EventContext } from '../handlers/serve-events';
import { field } from '../lambda/parsed-json';
import { createBindings } from './binding-table';
import { createInstallLinkOperation } from './create-install-link';
import { createEvidence } from './evidence-table';
import { createFollowInstallations } from './follow-installations';
import { createInstallLinks } from './link-table';
import { createPersonAtGitHub } from './person-at-github';
import { serveInstall } from './serve-install';

export const baseUrl = 'https://bot.example.com/prod/';
export const ada = { id: 41, login: 'ada' };
export const mallory = { id: 66, login: 'mallory' };
export const acme = { id: 500, login: 'acme', type: 'Organization' };
export const ample = () => 20_000;
const tableName = 'integrations';
const mostInPage = 3;

/** The table in memory, behind the requests that the real calls send. */
function useTable() {
  const aws = useFakeAws();
  const rows = new Map<string, Row>();
  const keyOf = (key: unknown) => JSON.stringify([field(key, 'Place'), field(key, 'Part')]);
  const text = (row: Row, name: string) => String(field(row[name], 'S') ?? '');
  const orderOf = (row: Row) => [text(row, 'CreatedAt'), text(row, 'Place'), text(row, 'Part')].join(' ');
  /** As DynamoDB does where rows are large: less than was asked for. */
  function pageOf(found: readonly Row[], body: unknown) {
    const after = field(body, 'ExclusiveStartKey');
    const begin = after === undefined ? 0 : found.findIndex((row) => keyOf(row) === keyOf(after)) + 1;
    const page = found.slice(begin, begin + Math.min(Number(field(body, 'Limit') ?? mostInPage), mostInPage));
    const last = page.at(-1);
    const keys = ['UserId', 'CreatedAt', 'Place', 'Part'].map((name) => [name, last?.[name]]);
    return { Items: page, ...(begin + page.length < found.length && { LastEvaluatedKey: Object.fromEntries(keys) }) };
  }
  let meanwhile: { readonly part: string; readonly run: () => Promise<unknown> } | undefined;
  /** Writes whose answer was lost; absent where none is. */
  let lost: Set<string> | undefined;
  beforeEach(() => {
    rows.clear();
    meanwhile = undefined;
    lost = undefined;
    aws().on('POST /', async ({ headers, body }) => {
      const asked = field(field(field(body, 'ExpressionAttributeValues'), ':part'), 'S');
      if (meanwhile && asked === meanwhile.part) {
        const { run } = meanwhile;
        meanwhile = undefined;
        await run();
      }
      const key = keyOf(field(body, 'Key') ?? field(body, 'Item'));
      const unmet = { status: 400, body: { __type: 'ConditionalCheckFailedException' } };
      switch (String(headers['x-amz-target']).replace(/^.*\./, '')) {
        case 'GetItem':
          return { body: { Item: rows.get(key) } };
        case 'PutItem':
          if (!isMet(body, rows.get(key) ?? {})) return unmet;
          rows.set(key, Object(field(body, 'Item')));
          return { body: {} };
        case 'UpdateItem': {
          const row = rows.get(key) ?? {};
          if (!isMet(body, row)) return unmet;
          rows.set(key, { ...Object(field(body, 'Key')), ...updated(body, row) });
          return lost && lost.size < lost.add(JSON.stringify(body)).size ? { status: 500 } : { body: {} };
        }
        case 'DeleteItem':
          rows.delete(key);
          return { body: {} };
        default: {
          const values = Object(field(body, 'ExpressionAttributeValues'));
          const isOfIndex = field(body, 'IndexName') !== undefined;
          const placed = [...rows.values()].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
          const backwards = field(body, 'ScanIndexForward') === false;
          const ordered = backwards ? placed.reverse() : placed;
          const found = isOfIndex
            ? ordered.filter((row) => text(row, 'UserId') === values[':user'].S && row.CreatedAt !== undefined)
            : ordered.filter(
                (row) => text(row, 'Place') === values[':place'].S && text(row, 'Part').startsWith(values[':part'].S),
              );
          return { body: pageOf(found, body) };
        }
      }
    });
  });
  /** Runs something just before the next list of such parts is read. */
  const between = (part: string, run: () => Promise<unknown>) => {
    meanwhile = { part, run };
  };
  /** Each update is made, and its first answer lost, as where a connection breaks: AWS is asked again. */
  const loseAnswers = () => {
    lost = new Set();
  };
  return { rows, between, loseAnswers };
}

export interface Installed {
  readonly id: number;
  readonly account?: { readonly id: number; readonly login: string; readonly type: string };
}

/** Links, pages and events on a table in memory and a fake GitHub, with a clock that is set by hand. */
export function useInstallLinks(base = baseUrl) {
  const { rows, between, loseAnswers } = useTable();
  const gitHub = useFakeGitHub();
  let time: number;
  let slug: string | undefined;
  beforeEach(() => {
    time = Date.parse('2026-11-01T00:00:00Z');
    slug = 'my-bot';
    people(ada);
  });

  /** Who signs in next, what they see of the App, and what they own. */
  function people(
    person: { id: number; login: string },
    seen: readonly Installed[] = [],
    owns: readonly string[] = [],
  ) {
    gitHub().on('POST /login/oauth/access_token', { body: { access_token: `token-of-${person.login}` } });
    gitHub().on('GET /user', { body: person });
    const installations = seen.map(({ id, account = acme }) => ({ id, app_id: 7, account }));
    gitHub().on('GET /user/installations', { body: { installations } });
    gitHub().on(`GET /orgs/acme/memberships/${person.login}`, {
      status: owns.includes('acme') ? 200 : 403,
      body: owns.includes('acme') ? { role: 'admin', state: 'active', user: person } : { message: 'no' },
    });
    gitHub().on('DELETE /applications/Iv7/token', { status: 204 });
  }

  function world() {
    const now = () => new Date(time);
    const { host } = new URL(gitHub().url);
    const apps = [{ appId: 7, clientId: 'Iv7', host, apiUrl: gitHub().url, secretArn: 'arn' }];
    const door = createGitHub({ retryMilliseconds: 1 });
    const evidence = createEvidence({ tableName, now });
    const bindings = createBindings({ tableName, now, keptMilliseconds: 30 * 86_400_000 });
    const links = createInstallLinks({ tableName, now });
    const signedIn = createPersonAtGitHub({
      gitHub: door,
      oauth: createGitHubOAuth({ timeoutMilliseconds: 60_000 }),
      secretOf: async () => 'client-secret',
      evidence,
    });
    const slugOf = async () => slug;
    const handler = serveInstall({ links, bindings, evidence, apps, slugOf, signedIn, baseUrl: base, now });
    const linking = createInstallLinkOperation({ links, apps, baseUrl: base, now });
    const follow = createFollowInstallations({ bindings, evidence, tableName });
    return { handler, linking, follow, links, bindings, evidence, host, apps };
  }

  async function mint(userId = 'user-1', appId = 7): Promise<string> {
    const call = {
      caller: { arn: 'arn:caller', kind: 'role', name: 'backend' },
      requestId: 'r',
      remainingMilliseconds: ample,
    } as const;
    return String(
      field(await world().linking.answer({ appId, userId, userLabel: `${userId}@example.com` }, call), 'url'),
    );
  }

  /** An event of GitHub, as its handler gets it. */
  async function told(event: string, payload: object, receivedAt = new Date(time)): Promise<void> {
    const { follow, host } = world();
    const logger = { info: () => {}, warn: () => {}, error: () => {} };
    const delivery = { host, app_id: 7, received_at: receivedAt.toISOString() };
    const context = { event, payload, delivery, logger, remainingMilliseconds: ample };
    await follow(context as unknown as EventContext);
  }
  const created = (id: number, people: object = {}, account: object = acme) =>
    told('installation', {
      action: 'created',
      installation: { id, account },
      sender: ada,
      requester: null,
      ...people,
    });
  const deleted = (id: number, account: object = acme) =>
    told('installation', { action: 'deleted', installation: { id, account } });

  /** Whoever asks for the pages, with cookies of their own. */
  function browser() {
    const cookies = new Map<string, string>();
    const send = async (method: string, url: string, form?: Record<string, string>) => {
      const { pathname, searchParams } = new URL(url, base);
      const event = {
        httpMethod: method,
        path: pathname.replace(/^\/prod/, ''),
        queryStringParameters: Object.fromEntries(searchParams),
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        body: form ? new URLSearchParams(form).toString() : null,
        requestContext: { requestId: 'request-1' },
      };
      const answer = await world().handler(event, { getRemainingTimeInMillis: () => 28_000 });
      for (const line of answer.multiValueHeaders?.['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        cookies.set(name, value);
      }
      return {
        ...answer,
        title: /<title>(.*)<\/title>/.exec(answer.body)?.[1],
        location: answer.headers.location ?? '',
      };
    };
    return {
      get: (url: string) => send('GET', url),
      post: (url: string, form: Record<string, string>) => send('POST', url, form),
    };
  }

  return {
    rows,
    between,
    loseAnswers,
    gitHub,
    people,
    world,
    mint,
    told,
    created,
    deleted,
    browser,
    now: () => new Date(time),
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
    forgetSlug: () => {
      slug = undefined;
    },
    bindings: async (userId = 'user-1') =>
      (await world().bindings.ofUser(userId, ample)).map(({ accountLogin, installationId, status }) => ({
        accountLogin,
        installationId,
        status,
      })),
  };
}

/** From the link to where GitHub leads back to after an installation. */
export async function pressed(world: Pick<ReturnType<typeof useInstallLinks>, 'browser' | 'mint'>, userId?: string) {
  const link = await world.mint(userId);
  const browser = world.browser();
  const page = await browser.get(link);
  const token = new URL(link).searchParams.get('link') ?? '';
  const sent = await browser.post('install', { link: token });
  const state = new URL(sent.location).searchParams.get('state') ?? '';
  /** Back from GitHub, through its sign-in. */
  const arrive = async (query: Record<string, string>) => {
    const asked = await browser.get(`install/back?${new URLSearchParams(query)}`);
    if (asked.statusCode !== 302) return asked;
    const { searchParams } = new URL(asked.location);
    return browser.get(`install/arrive?${new URLSearchParams({ code: 'c', state: searchParams.get('state') ?? '' })}`);
  };
  return { link, token, browser, page, sent, state, arrive };
}

type World = ReturnType<typeof useInstallLinks>;
export const installed = (state: string, id = 9) => ({
  installation_id: String(id),
  setup_action: 'install',
  state,
});
export const active = (installationId = 9) => [{ accountLogin: 'acme', installationId, status: 'active' }];

/** Ada comes back with an installation that she sees. */
export async function bound(world: World, userId = 'user-1', id = 9): Promise<void> {
  world.people(ada, [{ id }]);
  const { arrive, state } = await pressed(world, userId);
  await arrive(installed(state, id));
}
export async function revoked(world: World): Promise<void> {
  const { bindings } = world.world();
  for (const binding of await bindings.ofUser('user-1', ample)) await bindings.end(binding, 'revoked', ample);
}
