import { runTool } from '../tool-world.test.support';
import { givenWork, parkedRow } from '../tool-world-ledger.test.support';
import { alarmFaults, type Fault } from './alarm-faults.test.support';
import {
  ago,
  atGitHub,
  attempt,
  examined,
  given,
  installation,
  other,
  say,
  useDoctorWorld,
  webhookUrl,
} from './doctor-world.test.support';

const faults: readonly Fault[] = [
  {
    fault: 'a key that does not sign',
    check: 'key',
    inject: (world) =>
      world.on('/tokens/app', {
        status: 500,
        headers: { 'x-amzn-errortype': 'ServerSideError' },
        body: { message: 'KMS does not sign with the key: it is disabled.' },
      }),
    what: /does not sign for App 7: KMS does not sign with the key: it is disabled\./,
    command: /^list-keys --app-id 7$/,
  },
  {
    fault: 'a key that GitHub does not know',
    check: 'key',
    inject: (world) => say(world, '/app', { message: 'A JSON web token could not be decoded' }, 401),
    what: /does not accept what the key of App 7 signs: A JSON web token could not be decoded/,
    command: /^import-private-key app\.pem 7$/,
  },
  {
    fault: 'a key of another App',
    check: 'key',
    inject: (world) => say(world, '/app', { ...atGitHub, id: 9 }),
    what: /as that of App 9, not of App 7/,
  },
  {
    fault: 'a clock that is ahead',
    check: 'clock',
    inject: (world) => world.signAhead(120),
    what: /1(19|20|21) seconds ahead of that of GitHub/,
  },
  {
    fault: 'a clock that is behind',
    check: 'clock',
    inject: (world) => world.signAhead(-300),
    what: /seconds behind that/,
  },
  {
    fault: 'permissions and events that the App lacks',
    check: 'permissions',
    inject: (world) =>
      say(world, '/app', { ...atGitHub, permissions: { issues: 'read', metadata: 'read' }, events: ['issues'] }),
    what: /lacks what the deployment needs: contents: read, issues: write, the event push\./,
    command: /^app-status --app-id 7$/,
    link: /\/organizations\/octo-org\/settings\/apps\/octo-app\/permissions$/,
  },
  {
    fault: 'an installation with old permissions',
    check: 'acceptance',
    inject: (world) => say(world, '/app/installations', [installation({ permissions: { metadata: 'read' } })]),
    what: /on acme has older permissions than App 7 asks for: it lacks issues: write, contents: read\./,
    link: /\/organizations\/acme\/settings\/installations\/8\/permissions\/update$/,
  },
  {
    fault: 'a suspended installation',
    check: 'suspended',
    inject: (world) =>
      say(world, '/app/installations', [
        installation({ suspended_at: '2026-11-01T07:00:00Z', suspended_by: { login: 'mona' } }),
      ]),
    what: /on acme is suspended since 2026-11-01T07:00:00Z, by mona/,
    link: /settings\/installations\/8$/,
  },
  {
    fault: 'a webhook URL that leads elsewhere',
    check: 'webhook-url',
    inject: (world) => void Object.assign(world.hook, { url: 'https://old.example.com/hook?token=hush' }),
    what: /has the webhook URL https:\/\/old\.example\.com\/hook at GitHub, and this deployment takes webhooks at/,
    command: /^update-webhook-config --app-id 7 --webhook-url https:\/\/\S+ --webhook-secret-arn arn:\S+$/,
  },
  {
    fault: 'a secret that is another',
    check: 'webhook-secret',
    inject: (world) => void Object.assign(world.hook, { secret: 'forgotten' }),
    what: /GitHub signs with another secret than the deployment knows/,
    command: /^update-webhook-config /,
  },
  {
    fault: 'a receiver that fails',
    check: 'webhook-secret',
    inject: (world) => world.answerWith(500),
    what: /again, and was answered with 500\.$/,
  },
  {
    fault: 'a latest delivery that failed',
    check: 'deliveries',
    inject: ({ attempts }) => void attempts.unshift(attempt(2, other, 1, 502)),
    what: /latest delivery of App 7, issues bbbbbbbb\S+, was answered with 502/,
    command: /^deliveries recover$/,
  },
  {
    fault: 'deliveries that never came here',
    check: 'deliveries',
    inject: ({ attempts }) => void attempts.push(attempt(0, other, 30, 502)),
    what: /1 of the 2 latest deliveries of App 7 are not here, the oldest of them issues bbbbbbbb/,
    command: /^deliveries recover$/,
  },
  {
    fault: 'a queue that is behind',
    check: 'queues',
    inject: ({ figures }) => void figures.set('ApproximateAgeOfOldestMessage', 2_520),
    what: /for the handler greet has waited for 42 minutes/,
    command: /^deliveries list --handler greet --handler-state waiting$/,
  },
  {
    fault: 'a delivery that is not published',
    check: 'ledger',
    inject: (world) => void given(world, { deliveryId: other, status: 'received', receivedAt: ago(20) }),
    what: /1 delivery is taken more than 15 minutes ago and not published/,
    command: /^deliveries recover$/,
  },
  {
    fault: 'a handler that gave up',
    check: 'ledger',
    inject: (world) => {
      const key = given(world, { deliveryId: other, receivedAt: ago(2) });
      world.attempts.push(attempt(0, other, 2));
      givenWork(world.ledger, key, 'handler#greet', parkedRow(other, 'no'));
    },
    what: /1 delivery is parked/,
    command: /^deliveries list --handler-state parked$/,
  },
  {
    fault: 'published events that nobody handles',
    check: 'ledger',
    inject: ({ figures }) => void figures.set('MissingEvents', 3),
    what: /3 published events were neither done nor parked/,
  },
  {
    fault: 'deliveries that the sweep misses',
    check: 'ledger',
    inject: ({ figures }) => void figures.set('MissingDeliveries', 2),
    what: /2 deliveries that GitHub lists were missing/,
    command: /^deliveries recover$/,
  },
  {
    fault: 'a recovery that does not run',
    check: 'ledger',
    inject: ({ figures }) => void figures.delete('OldestUnpublished'),
    what: /recover-deliveries, .* has reported nothing for 30 minutes/,
  },
  {
    fault: 'a balance that does not run',
    check: 'ledger',
    inject: ({ figures }) => void figures.delete('MissingEvents'),
    what: /balance-deliveries, .* has reported nothing for 30 minutes/,
  },
  {
    fault: 'a sweep that does not run',
    check: 'ledger',
    inject: ({ figures }) => void figures.delete('MissingDeliveries'),
    what: /sweep-deliveries, .* has reported nothing for 30 minutes/,
  },
  {
    fault: 'an installation that has no calls left',
    check: 'quota',
    inject: (world) =>
      say(world, '/rate_limit', { resources: { core: { limit: 5_000, remaining: 12, reset: 1_800_000_000 } } }),
    what: /on acme has 12 of 5000 calls left until 2027-01-15T08:00:00\.000Z/,
  },
  {
    fault: 'a callback URL that GitHub does not have',
    check: 'callback-url',
    inject: (world) =>
      world.on('/login/oauth/authorize', {
        status: 302,
        headers: { location: 'https://old.example.com/?error=redirect_uri_mismatch&state=' },
        body: '',
      }),
    what: /does not have the callback URL https:\/\/id\.execute-api\S+\/auth\/callback at GitHub/,
    link: /\/settings\/apps$/,
  },
  {
    fault: 'a client id that GitHub does not know',
    check: 'callback-url',
    inject: (world) => say(world, '/login/oauth/authorize', {}, 404),
    what: /does not let people sign in with the client id Iv23liAAAABBBBCCCC/,
  },
  {
    fault: 'a certificate of a custom domain that has ended',
    check: 'certificate',
    inject: (world) => {
      world.deployed({ publicWebhookUrl: world.endedUrl });
      Object.assign(world.hook, { url: world.endedUrl });
    },
    what: /^The certificate of localhost:\d+ ended on 2020-01-01\.$/,
    link: /\/acm\//,
  },
  ...alarmFaults,
  {
    fault: 'a webhook of an organization to the same URL',
    check: 'hand-made-webhooks',
    inject: (world) => {
      say(world, '/app/installations', [
        installation({ permissions: { ...atGitHub.permissions, organization_hooks: 'read' } }),
      ]);
      say(world, '/orgs/acme/hooks', [
        { id: 1, config: { url: 'https://ci.example.com/' } },
        { id: 2, config: { url: `${webhookUrl}?a=b` } },
      ]);
    },
    what: /^The organization acme has a webhook of its own to https:\/\//,
    link: /\/organizations\/acme\/settings\/hooks\/2$/,
  },
  {
    fault: 'a webhook of a repository to the same URL',
    check: 'hand-made-webhooks',
    inject: (world) => {
      say(world, '/app/installations', [
        installation({ permissions: { ...atGitHub.permissions, repository_hooks: 'read' } }),
      ]);
      say(world, '/installation/repositories', { repositories: [{ full_name: 'acme/web' }] });
      say(world, '/repos/acme/web/hooks', [{ id: 3, config: { url: webhookUrl } }]);
    },
    what: /^The repository acme\/web has a webhook of its own/,
    link: /\/acme\/web\/settings\/hooks\/3$/,
  },
  {
    fault: 'a webhook by hand with the secret of the App',
    check: 'hand-made-webhooks',
    inject: (world) => void given(world, { deliveryId: other, receivedAt: ago(20) }),
    what: /^1 delivery of octo-org\/web came under the secret of App 7, and GitHub does not list that/,
    command: /^rotate-webhook-secret --app-id 7$/,
    link: /\/octo-org\/web\/settings\/hooks$/,
  },
];

describe('doctor, of each fault by itself', () => {
  const world = useDoctorWorld();

  it.each(faults)('names $fault', async ({ check, inject, what, command, link }) => {
    inject(world());
    const { exitCode, wrong } = await examined('--app-id', '7');
    expect(exitCode).toBe(6);
    const findings = wrong.filter((one) => one.check === check).flatMap((one) => one.findings ?? []);
    const [found] = findings.filter((one) => what.test(one.what));
    expect(findings.map((one) => one.what).join('\n')).toMatch(what);
    expect(found?.todo).not.toBe('');
    if (command) expect(found?.command).toMatch(command);
    if (link) expect(found?.link).toMatch(link);
    expect(JSON.stringify(wrong)).not.toMatch(/hush|forgotten/);
  });

  it('gives commands that are about the deployment that was named, and that the tool has', async () => {
    const told = new Set<string>();
    for (const { inject } of faults.filter(({ command }) => command)) {
      world().reset();
      inject(world());
      const { wrong } = await examined('--app-id', '7', '--table', 'apps', '--ledger', 'ledger');
      for (const { command } of wrong.flatMap(({ findings = [] }) => findings)) if (command) told.add(command);
    }
    expect(told.size).toBeGreaterThan(8);
    for (const command of told) {
      const words = command.split(' ');
      const { stdout } = await runTool([...words.slice(0, words[0] === 'deliveries' ? 2 : 1), '--help']);
      const options = ['--table apps', '--table-name apps', '--ledger ledger'];
      const takes = options.filter((option) => stdout.includes(option.replace(/\w+$/, '<name>')));
      expect({ command, names: takes.filter((option) => command.includes(` ${option}`)) }).toEqual({
        command,
        names: takes,
      });
      const unknown = words.filter((word) => word.startsWith('--') && !stdout.includes(`${word} `));
      expect({ command, unknown }).toEqual({ command, unknown: [] });
    }
  });
});
