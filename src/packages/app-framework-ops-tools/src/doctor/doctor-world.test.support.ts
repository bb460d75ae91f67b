import { sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { endedCertificate, key } from '../tls-proxy.test.support';
import { appKey, forTests, runTool } from '../tool-world.test.support';
import { givenDelivery, operationsRow, routingRow, usualOperations } from '../tool-world-ledger.test.support';
import { startWebhookWorld } from '../webhook-settings/webhook-world.test.support';

export const people = {
  revokeUserFunction: 'revoke',
  userTokensTable: 'tokens',
  keyArn: 'arn',
  apps: [{ appId: 7, clientId: 'Iv23liAAAABBBBCCCC', apiUrl: 'https://api.github.com' }],
};
export const callbackUrl = 'https://id.execute-api.us-east-1.amazonaws.com/prod/auth/callback';
export const webhookUrl = usualOperations.webhookUrl.replace(
  'hooks.example.com',
  'id.execute-api.us-east-1.amazonaws.com',
);
const topicArn = 'arn:aws:sns:us-east-1:000000000000:alerts';
export const permissions = { issues: 'write', contents: 'read', metadata: 'read' };
export const atGitHub = {
  id: 7,
  slug: 'octo-app',
  owner: { login: 'octo-org', type: 'Organization' },
  permissions,
  events: ['issues', 'push'],
};
export const installation = (more: object = {}) => ({
  id: 8,
  account: { login: 'acme' },
  html_url: 'https://github.com/organizations/acme/settings/installations/8',
  permissions,
  suspended_at: null,
  ...more,
});

interface FakeAlarm {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  ActionsEnabled: boolean;
  AlarmActions: string[];
}

/** The tool's world with a deployment and App 7, of which nothing is wrong. */
export async function startDoctorWorld() {
  const world = await startWebhookWorld();
  /** What CloudWatch has, by the name of the figure. */
  const figures = new Map<string, number>();
  /** What CloudWatch and SNS have of alarms, and which tables cannot be restored. */
  const alarms: FakeAlarm[] = [];
  const topic = new Map<string, string>();
  const unprotected = new Set<string>();
  let aheadSeconds = 0;
  const tokenOf = () => {
    const iat = Math.floor(Date.now() / 1_000) - 60 + aheadSeconds;
    const input = [{ alg: 'RS256' }, { iss: '7', iat }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const signature = sign('sha256', Buffer.from(input.join('.')), appKey).toString('base64url');
    return [...input, signature].join('.');
  };
  const deployed = (operations: object) =>
    void world.ledger.rows.splice(
      0,
      1,
      operationsRow({
        ...{ ...usualOperations, webhookUrl, people, callbackUrl, logGroups: ['bot-', '/aws/lambda/bot-'] },
        ...operations,
      }),
    );

  const behindTls = createServer({ key, cert: endedCertificate }, (_request, response) => response.end());
  await new Promise<void>((resolve) => behindTls.listen(0, '127.0.0.1', resolve));

  return {
    ...world,
    /** Of a domain whose certificate has ended. */
    endedUrl: `https://localhost:${(behindTls.address() as AddressInfo).port}/webhook`,
    async stop(): Promise<void> {
      await new Promise((resolve) => behindTls.close(resolve));
      await world.stop();
    },
    figures,
    alarms,
    topic,
    unprotected,
    /** What the deployment says that it consists of, besides the usual. */
    deployed,
    /** What signs has such a clock. */
    signAhead(seconds: number): void {
      aheadSeconds = seconds;
    },
    reset(): void {
      world.reset();
      aheadSeconds = 0;
      process.env.AWS_ENDPOINT_URL_CLOUDWATCH = world.url;
      process.env.AWS_ENDPOINT_URL_SNS = `${world.url}/sns`;
      process.env.AWS_ENDPOINT_URL_DYNAMODB = `${world.url}/dynamodb`;
      alarms.splice(0);
      for (const [stack, name] of [
        ['bot', 'Failed'],
        ['bot', 'Parked'],
        ['other', 'Failed'],
      ])
        alarms.push({
          AlarmName: `${stack}-${name}`,
          AlarmDescription: `${stack}/Webhooks/${name}: Deliveries fail.`,
          ActionsEnabled: true,
          AlarmActions: [topicArn],
        });
      topic.clear();
      topic.set('SubscriptionsConfirmed', '1').set('SubscriptionsPending', '0');
      unprotected.clear();
      deployed({});
      world.ledger.rows.push(routingRow([{ name: 'greet', events: ['issues', 'push'], needs: { issues: 'write' } }]));
      world.hook.url = webhookUrl;
      figures.clear();
      for (const name of ['OldestUnpublished', 'MissingEvents', 'MissingDeliveries']) figures.set(name, 0);
      const ok = (path: string, body: unknown) => world.on(path, { status: 200, body });
      world.on('/', (asked) => {
        const { AlarmNamePrefix: prefix, NextToken: from = 0, MetricName } = Object(asked);
        if (prefix !== undefined) {
          // A page has one.
          const named = alarms.filter(({ AlarmName }) => AlarmName.startsWith(prefix));
          const NextToken = from + 1 < named.length ? from + 1 : undefined;
          return { status: 200, body: { MetricAlarms: named.slice(from, from + 1), NextToken } };
        }
        const value = figures.get(String(MetricName));
        return { status: 200, body: { Datapoints: value === undefined ? [] : [{ Maximum: 0 }, { Maximum: value }] } };
      });
      world.on('/sns/', () => ({
        status: 200,
        body: [...topic].map(([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`).join(''),
      }));
      world.on('/dynamodb/', (asked) => {
        const PointInTimeRecoveryStatus = unprotected.has(Object(asked).TableName) ? 'DISABLED' : 'ENABLED';
        return {
          status: 200,
          body: { ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } } },
        };
      });
      world.on('/tokens/app', () => ({
        status: 200,
        body: { appToken: tokenOf(), appId: 7, expirationTime: '2026-11-01T12:00:00Z' },
      }));
      ok('/app', atGitHub);
      ok('/app/installations', [installation()]);
      ok('/rate_limit', { resources: { core: { limit: 5_000, remaining: 4_000, reset: 1_800_000_000 } } });
      world.on('/login/oauth/authorize', { status: 302, headers: { location: `${world.url}/login` }, body: '' });
    },
  };
}

export type DoctorWorld = Awaited<ReturnType<typeof startDoctorWorld>>;

/** That world for the tests of a file, as new for each. */
export const useDoctorWorld = () => forTests(startDoctorWorld);

interface Told {
  readonly check: string;
  readonly state: string;
  readonly findings?: readonly {
    readonly what: string;
    readonly todo: string;
    readonly command?: string;
    readonly link?: string;
  }[];
  readonly unseen?: readonly string[];
  readonly note?: string;
}

/** What the command says to scripts. */
export async function examined(...args: string[]) {
  const { exitCode, stdout, stderr } = await runTool(['doctor', '--json', ...args]);
  const { state, checks }: { state: string; checks: readonly Told[] } = JSON.parse(stdout);
  const of = (state: string) => checks.filter((one) => one.state === state);
  return { exitCode, stderr, state, checks, wrong: of('wrong'), unknown: of('unknown') };
}

export const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
/** A delivery that is not there by itself. */
export const other = 'bbbbbbbb-cc78-11e3-81ab-4c9367dc0958';
/** Has a path answer this. */
export const say = (world: DoctorWorld, path: string, body: unknown, status = 200) => world.on(path, { status, body });
/** An attempt of GitHub, so many minutes ago. */
export const attempt = (id: number, guid: string, minutes: number, status_code = 200) => ({
  ...{ id, guid, event: 'issues', status_code, delivered_at: ago(minutes).toISOString() },
});
/** A delivery that came here, under the host of this GitHub. */
export const given = (world: DoctorWorld, delivery: Parameters<typeof givenDelivery>[1]): string => {
  const key = givenDelivery(world.ledger, delivery);
  const here = key.replace('api.github.com', new URL(world.url).host);
  for (const row of world.ledger.rows) if (row.Delivery?.S === key) row.Delivery = { S: here };
  return here;
};
