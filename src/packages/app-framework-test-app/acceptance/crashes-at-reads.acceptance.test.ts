import { changed } from './harness/changed-function';
import { type Crash, kill, openCrashGate } from './harness/crash-gate';
import { eventually } from './harness/eventually';
import { givenApp, type ImportedApp } from './harness/given-app';
import { type GivenWebhook, givenWebhook } from './harness/given-webhook';
import { commentCounts } from './harness/issue-comments';
import { handlerRow, ledgerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { queueWait } from './harness/queues';
import { describeWith } from './harness/requires';
import { everyMinute, pausedSchedule } from './harness/schedules';
import { runNow, webhookFunctionOf } from './harness/webhook-functions';

const moments = ['before', 'after'] as const;
type Moment = Crash['moment'];

/** More than an event may have in it, so that the handler reads the archive. */
const filler = 'x'.repeat(300_000);

describeWith(['the local GitHub', 'the local AWS'], 'what is killed while it reads, and while it asks GitHub', () => {
  /** Issues that no webhook told of. */
  const quiet: number[] = [];
  let gate: Awaited<ReturnType<typeof openCrashGate>>;
  let app: ImportedApp;
  let installationId: number;
  let repository: string;
  let repositoryId: number;
  let webhook: GivenWebhook;

  beforeAll(async () => {
    app = await givenApp();
    const { login } = await gitHub.createAccount(`read-${app.appId}`);
    repositoryId = await gitHub.createRepository(login, 'bot');
    repository = `${login}/bot`;
    installationId = await gitHub.install({ appId: app.appId, account: login });
    for (const title of ['archive', 'archive', 'token', 'token', 'comment', 'comment']) {
      quiet.push(await gitHub.openIssue({ repository, title }));
    }
    webhook = await givenWebhook(app.appId);
    gate = await openCrashGate();
  });
  afterAll(async () => {
    await gitHub.setClock(0);
    await gitHub.clearFaults();
    await gate.close();
    await webhook.takeAway();
  });

  const died = (before: number, where: string) =>
    eventually({ what: `a crash ${where}` }, async () => gate.crashes() > before || undefined);
  const outcomeOf = async (deliveryId: string) => {
    const delivery = { host: new URL(gitHub.url).host, appId: app.appId, deliveryId };
    const [row, handled] = [await ledgerRow(delivery), await handlerRow(delivery, 'greet')];
    return { source: row?.source, status: row?.status, handler: handled?.status };
  };
  const allDone = (ids: readonly string[]) =>
    eventually({ what: `${ids.length} deliveries to be done` }, async () => {
      const outcomes = await Promise.all(ids.map(outcomeOf));
      return outcomes.every(({ handler }) => handler === 'done') ? outcomes : undefined;
    });

  /** The function is killed while GitHub does not answer what it asks: before GitHub did it, or after. */
  async function killedAtGitHub(at: { functionName: string; method: string; path: string; moment: Moment }) {
    const { functionName, method, path, moment } = at;
    const since = await gitHub.now();
    await gitHub.addFault({ method, path: `^${path}$`, silent: true, ...(moment === 'after' && { done: true }) });
    return async () => {
      await gitHub.requestsTo(path, { since, times: 1 });
      await kill(functionName);
    };
  }

  it('comes back by the schedule of the sweep, which is killed as well', async () => {
    const [receiver, sweep] = [await webhookFunctionOf('receiver'), await webhookFunctionOf('sweep')];
    // It would bring them while others are still to die.
    const paused = await pausedSchedule(sweep.arn);
    const lost: { number: number; id: string; deliveryId: string }[] = [];
    await changed(receiver, { variables: { AWS_ENDPOINT_URL: gate.url } }, async () => {
      // Its secret, and which handlers there are.
      for (const operation of ['GetSecretValue', 'GetItem']) {
        for (const moment of moments) {
          const before = gate.crashes();
          gate.arm({ functionName: receiver.name, operation, moment });
          // Minutes ago: what is missing may still arrive by itself for two of them. In an order that is certain: GitHub tells seconds.
          await gitHub.setClock(60 * lost.length - 600);
          const number = await gitHub.openIssue({ repository, title: `${moment} ${operation}` });
          await gitHub.webhooksSettled();
          await gitHub.setClock(0);
          await died(before, `${moment} ${operation}`);
          const [newest] = await gitHub.deliveries(app.appId);
          if (newest?.event !== 'issues') throw new Error('GitHub lists no delivery of the issue.');
          expect(newest.statusCode).toBe(502);
          lost.push({ number, ...newest });
        }
      }
    });
    const ids = lost.map(({ deliveryId }) => deliveryId);
    expect(await Promise.all(ids.map(outcomeOf))).toEqual(ids.map(() => ({})));

    // While it reads GitHub's list, and while it fetches the oldest.
    for (const path of ['/app/hook/deliveries', `/app/hook/deliveries/${lost[0]?.id}`]) {
      for (const moment of moments) {
        const death = await killedAtGitHub({ functionName: sweep.name, method: 'GET', path, moment });
        await Promise.all([runNow('sweep').catch(() => undefined), death()]);
      }
    }
    expect(await Promise.all(ids.map(outcomeOf))).toEqual(ids.map(() => ({})));
    await paused.restore();

    const schedule = await everyMinute(sweep.arn);
    try {
      const recovered = { source: 'recovered', status: 'published', handler: 'done' };
      expect(await allDone(ids)).toEqual(ids.map(() => recovered));
    } finally {
      await schedule.restore();
    }
    const numbers = lost.map(({ number }) => number);
    expect(await commentCounts(app, { repository, installationId }, numbers)).toEqual(numbers.map(() => 1));
  });

  it('is handled by the next try of its handler, with one effect', async () => {
    const greet = await webhookFunctionOf({ handler: 'greet' });
    const { APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: tokens = '' } = greet.environment;
    const variables = {
      AWS_ENDPOINT_URL: gate.url,
      APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT: `${gate.url}${new URL(tokens).pathname}`,
    };
    const told = (number: number, more: object = {}) => {
      const [login = '', name = ''] = repository.split('/');
      const payload = {
        action: 'opened',
        installation: { id: installationId },
        repository: { id: repositoryId, name, full_name: repository, owner: { login } },
        issue: { number, title: 'Told later' },
        sender: { id: 1, login: 'somebody', type: 'User' },
        ...more,
      };
      return gitHub.postWebhook(app.appId, { event: 'issues', payload });
    };
    const ids: string[] = [];
    const [archived, archivedToo, ...others] = quiet;
    const shorter = await queueWait(greet.environment.APP_FRAMEWORK_WEBHOOK_QUEUE_URL ?? '', 15);
    await changed(greet, { variables, Timeout: 10 }, async () => {
      for (const [operation, numbers, more] of [
        ['GetObject', [archived, archivedToo], { filler }],
        ['InvokeFunctionUrl', others.slice(0, 2), {}],
      ] as const) {
        for (const [index, moment] of moments.entries()) {
          const before = gate.crashes();
          gate.arm({ functionName: greet.name, operation, moment });
          ids.push(await told(Number(numbers[index]), more));
          await died(before, `${moment} ${operation}`);
        }
      }
      for (const [index, moment] of moments.entries()) {
        const number = Number(others[2 + index]);
        const path = `/repos/${repository}/issues/${number}/comments`;
        const death = await killedAtGitHub({ functionName: greet.name, method: 'POST', path, moment });
        ids.push(await told(number));
        await death();
      }
      const taken = { source: 'posted', status: 'published', handler: 'done' };
      expect(await allDone(ids)).toEqual(ids.map(() => taken));
    });
    await shorter.restore();
    expect(await commentCounts(app, { repository, installationId }, quiet)).toEqual(quiet.map(() => 1));
  });
});
