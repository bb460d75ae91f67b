import { randomUUID } from 'node:crypto';
import type { GitHubControl } from '../github/control/control-client';
import type { GitHubOptions, LocalGitHub } from '../github/server/start';
import type { CommentOptions, Handled, RecordedDelivery, TestBot, TestBotOptions, TestedHandler } from '../testing';
import { detailOf } from './bus-event';
import { mintedToken, type TokenMint } from './installation-token';
import { changed, member, textMember } from './json-members';
import { createLedgerRows } from './ledger-rows';
import { createPlaces } from './places';
import { createReceived, kitAgent } from './received';
import { recordedDelivery } from './recorded-deliveries';
import { openStandIn, type Posted } from './stand-in';

interface Parts {
  readonly startGitHub: (options: GitHubOptions) => Promise<LocalGitHub>;
  readonly createGitHubControl: (url: string) => GitHubControl;
}

const [owner, name, person, host] = ['octo-org', 'web', 'mona', 'api.github.com'];
const repository = `${owner}/${name}`;
const defaultPermissions = {
  metadata: 'read',
  members: 'read',
  contents: 'write',
  issues: 'write',
  pull_requests: 'write',
  checks: 'write',
} as const;

/** Handlers keep their connection: whatever starts again in this process is found at the same ports. */
const ports = { gitHub: 0, standIn: 0 };
let isRunning = false;
/** And they keep tokens by ids, none of which comes twice. */
let lastId = 1_000_000;
const nextId = () => {
  lastId += 1;
  return lastId;
};

export function createStartTestBot({ startGitHub, createGitHubControl }: Parts) {
  return async function startTestBot(options: TestBotOptions = {}) {
    if (isRunning) {
      throw new Error('A test bot is running, and handlers can be told of one only: stop it before you start another.');
    }
    isRunning = true;
    const opened: (() => unknown)[] = [];
    async function stop(): Promise<void> {
      for (const close of opened.splice(0).reverse()) await close();
      isRunning = false;
    }
    try {
      return { ...(await begin(options, opened)), stop: once(stop) } satisfies TestBot;
    } catch (error) {
      // What stays open would keep the process of the tests from ending.
      await stop();
      throw error;
    }
  };

  async function begin(
    { slug = 'my-bot', permissions = defaultPermissions }: TestBotOptions,
    opened: (() => unknown)[],
  ): Promise<Omit<TestBot, 'stop'>> {
    const received = createReceived();
    const rows = createLedgerRows();
    const signedIn = new Set<string>();
    let inbox: Posted[] = [];
    const gitHub = await startGitHub({ port: ports.gitHub, observe: received.observe });
    const control = createGitHubControl(gitHub.url);
    opened.push(gitHub.stop);
    const standIn = await openStandIn(
      {
        rows,
        installationToken: (input) => mintedToken(world.mint, input),
        userToken,
        posted: (event) => inbox.push(event),
      },
      ports.standIn,
    );
    opened.push(standIn.stop);
    Object.assign(ports, { gitHub: Number(new URL(gitHub.url).port), standIn: standIn.port });
    await Promise.all([answers(gitHub.url), answers(standIn.url)]);
    let world = await prepare();
    opened.push(setEnvironment(environmentOf({ gitHubUrl: gitHub.url, url: standIn.url })));

    async function prepare() {
      const app = await control.createApp({ appId: nextId(), slug, permissions });
      const mint: TokenMint = { url: gitHub.url, appId: app.appId, pem: app.pem };
      const places = createPlaces({ control, appId: app.appId, nextId });
      const mona = nextId();
      /** Logins of those who cause events, by the ids that the events say. */
      const people = new Map<unknown, string>([[mona, person]]);
      await places.ensureAccount({ login: owner, type: 'Organization' });
      await places.ensureAccount({ login: person, type: 'User', id: mona });
      await control.createRepository({ owner, name });
      places.noteNumber(repository, 0);
      await control.addMember({ organization: owner, user: person });
      await control.addCollaborator({ repository, user: person, permission: 'write' });
      await places.ensureInstalled(owner);
      await control.setWebhook(app.appId, { url: `${standIn.url}/webhook`, secret: randomUUID() });
      return { mint, places, people };
    }

    async function userToken(userId: unknown): Promise<object> {
      const login = world.people.get(userId);
      if (login === undefined || !signedIn.has(login)) return { signInUrl: 'https://my-bot.example/auth/login?ask=1' };
      const { accessToken } = await control.createUserToken({ appId: world.mint.appId, user: login });
      return { token: accessToken, version: randomUUID() };
    }

    async function handle(handler: TestedHandler, { event, payload, deliveryId }: Posted): Promise<Handled> {
      const given = { event, payload, deliveryId, appId: world.mint.appId, host, receivedAt: new Date() };
      const detail = detailOf(given);
      const body = JSON.stringify({ source: 'github', 'detail-type': event, detail });
      await handler(
        { Records: [{ messageId: randomUUID(), receiptHandle: randomUUID(), body }] },
        { getRemainingTimeInMillis: () => 25_000 },
      );
      const row = rows.of(detail.delivery_key);
      const [status, reason] = [textMember(row, 'Status', 'S'), textMember(row, 'Reason', 'S')];
      if (status === 'done') return { status };
      if (status === 'retry' || status === 'parked') return { status, reason: reason ?? 'none is given' };
      throw new Error(
        'The handler took the event and did no work on it. Is it what webhookHandler or commands.handler() made?',
      );
    }

    return {
      gitHub: control,
      repository,
      async deliver(handler: TestedHandler, event: string | RecordedDelivery, change: object = {}): Promise<Handled> {
        const recorded = typeof event === 'string' ? recordedDelivery(event) : event;
        const payload = await world.places.ensure(changed(recorded.payload, change));
        const login = textMember(payload, 'sender', 'login');
        if (login !== undefined) world.people.set(member(payload, 'sender', 'id'), login);
        return handle(handler, { event: recorded.event, payload, deliveryId: randomUUID() });
      },
      async comment(handler: TestedHandler, body: string, options: CommentOptions = {}): Promise<Handled> {
        const { sender = person } = options;
        await world.places.ensureAccount({ login: sender, type: 'User', id: nextId() });
        const number = options.number ?? (await control.openIssue({ repository, title: 'It broke', sender })).number;
        await control.webhooksSettled();
        inbox = [];
        await control.comment({ repository, number, body, sender });
        await control.webhooksSettled();
        const posted = inbox.find(({ event }) => event === 'issue_comment');
        if (!posted)
          throw new Error(
            'The local GitHub posted no event for the comment: the App may neither read issues nor pull requests.',
          );
        world.people.set(member(posted.payload, 'sender', 'id'), sender);
        return handle(handler, posted);
      },
      signIn: (login: string): void => void signedIn.add(login),
      received: received.all,
      writes: () => received.all().filter(({ method }) => method !== 'GET'),
      async reset(): Promise<void> {
        await control.reset();
        signedIn.clear();
        rows.clear();
        world = await prepare();
        received.forget();
      },
    };
  }
}

/** One that was stopped does not stop the next one. */
function once(stop: () => Promise<void>): () => Promise<void> {
  let stopping: Promise<void> | undefined;
  return () => {
    stopping ??= stop();
    return stopping;
  };
}

/** What was open to a server that was at this port before is tried first by whoever connects, and fails. */
async function answers(url: string): Promise<void> {
  const mostOpen = 50;
  for (let left = mostOpen; left > 0; left -= 1) {
    const answered = await fetch(url, { headers: { 'user-agent': kitAgent } }).catch((error) => left === 1 && error);
    if (answered instanceof Error) throw answered;
    if (answered instanceof Response) return;
  }
}

/** As `WebhookIngestion.on` gives it to a function. */
function environmentOf({ gitHubUrl, url }: { readonly gitHubUrl: string; readonly url: string }) {
  return {
    APP_FRAMEWORK_WEBHOOK_HANDLER: 'tested',
    APP_FRAMEWORK_WEBHOOK_LEDGER: 'ledger',
    APP_FRAMEWORK_WEBHOOK_QUEUE_URL: `${url}/queue`,
    APP_FRAMEWORK_GITHUB_API_URLS: JSON.stringify({ [host]: gitHubUrl }),
    APP_FRAMEWORK_USER_TOKEN_ENDPOINT: `${url}/user-token`,
    APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: url,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}

function setEnvironment(environment: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
