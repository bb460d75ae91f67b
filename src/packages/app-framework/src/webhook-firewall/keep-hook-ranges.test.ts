import { useFakeAws } from '../aws/aws-environment.test.support';
import { type Reply, useFakeGitHub } from '../github/fake-github.test.support';
import { createGitHub } from '../github/github';
import { cloudFormation } from '../lambda/cloud-formation.test.support';
import { givenLoggedLines } from '../lambda/logged-lines.test.support';
import { createAddressSets } from './address-set-waf';
import { fakeWaf } from './fake-waf.test.support';
import { createKeepHookRanges } from './keep-hook-ranges';

const gitHub = useFakeGitHub();
const aws = useFakeAws();
const lines = givenLoggedLines();
beforeAll(() => {
  process.env.WEBHOOK_DEPLOYMENT = 'Bot';
});
afterAll(() => {
  delete process.env.WEBHOOK_DEPLOYMENT;
});

const today = { hooks: ['192.30.252.0/22', '2a0a:a440::/29'] };
const scheduled = { source: 'aws.events' };
const names = { IPV4: 'bot-ipv4', IPV6: 'bot-ipv6' };

interface World {
  readonly given?: readonly string[];
  readonly asks?: 'github' | 'nobody';
}

/** The function, with a GitHub that answers in turn, and a WAF without sets of ours. */
function world(answers: readonly Reply[], { given = [], asks = 'github' }: World = {}) {
  gitHub().onInTurn('GET /meta', ...answers);
  const waf = fakeWaf(aws());
  const functionWith = (addresses: readonly string[]) =>
    createKeepHookRanges({
      github: createGitHub({ retryMilliseconds: 1 }),
      gitHubApiUrl: asks === 'github' ? gitHub().url : undefined,
      given: addresses,
      openSets: (remainingMilliseconds) => createAddressSets({ names, remainingMilliseconds }),
      pause: async () => {},
    });
  const keep = functionWith(given);
  const request = async (RequestType: string, by = keep) => {
    const { url: ResponseURL, answers } = await cloudFormation();
    await by({ RequestType, ResponseURL, StackId: 's', RequestId: 'r', LogicalResourceId: 'l' });
    return answers[0]?.body;
  };
  const sets = () => ({ IPV4: waf.addressesIn(names.IPV4), IPV6: waf.addressesIn(names.IPV6) });
  return { waf, keep, functionWith, request, sets };
}

const counted = () =>
  lines.map((line) => JSON.parse(line)).filter(({ HookRangesNotRefreshed }) => HookRangesNotRefreshed === 1);
const now = { IPV4: ['192.30.252.0/22'], IPV6: ['2a0a:a440::/29'] };

describe('createKeepHookRanges', () => {
  it('makes the sets at the first deployment, tells the template which, and asks GitHub as nobody', async () => {
    const { request, sets } = world([{ body: today }]);
    const Data = { IPV4Arn: 'arn:bot-ipv4', IPV6Arn: 'arn:bot-ipv6' };
    expect(await request('Create')).toMatchObject({ Status: 'SUCCESS', Data });
    expect(sets()).toEqual(now);
    expect(gitHub().requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('follows GitHub by the schedule, and writes only what changed', async () => {
    const { waf, keep, request, sets } = world([
      { body: today },
      { body: today },
      { body: { hooks: [...today.hooks, '9.234.98.160/28'] } },
    ]);
    await request('Create');
    await keep(scheduled);
    expect(waf.calls).not.toContain('UpdateIPSet');
    await keep(scheduled);
    expect(waf.calls.filter((one) => one === 'UpdateIPSet')).toHaveLength(1);
    expect(sets()).toEqual({ ...now, IPV4: ['192.30.252.0/22', '9.234.98.160/28'] });
    expect(counted()).toEqual([]);
  });

  it.each<[string, Reply]>([
    ['an error', { status: 500, body: { message: 'down' } }],
    [
      'a rate limit',
      { status: 403, headers: { 'x-ratelimit-remaining': '0' }, body: { message: 'rate limit exceeded' } },
    ],
    ['a broken connection', { cutOff: true }],
    ['a page', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
    ['no hooks', { body: {} }],
    ['an empty list', { body: { hooks: [] } }],
    ['everybody', { body: { hooks: ['0.0.0.0/0', '2a0a:a440::/29'] } }],
    ['a family less', { body: { hooks: ['192.30.252.0/22', '9.234.98.160/28'] } }],
  ])(
    'changes nothing and counts where GitHub answers %s, by the schedule and at a deployment',
    async (_what, reply) => {
      const { waf, keep, request, sets } = world([{ body: today }, reply]);
      await request('Create');
      await keep(scheduled);
      expect(await request('Update')).toMatchObject({ Status: 'SUCCESS', Data: { IPV4Arn: 'arn:bot-ipv4' } });
      expect(sets()).toEqual(now);
      expect(waf.calls).not.toContain('UpdateIPSet');
      expect(counted()).toHaveLength(2);
    },
  );

  it('fails the first deployment where GitHub tells nothing: there would be a firewall that knows nobody', async () => {
    const { request, sets } = world([{ status: 500, body: { message: 'down' } }]);
    const Reason = expect.stringContaining('None are known yet: deploy again');
    expect(await request('Create')).toMatchObject({ Status: 'FAILED', Reason });
    expect(sets()).toEqual({ IPV4: undefined, IPV6: undefined });
  });

  it('keeps what is given besides, and takes it back when it is given no more', async () => {
    const { functionWith, request, sets } = world([{ body: today }], { given: ['203.0.113.0/24'] });
    await request('Create');
    expect(sets()).toEqual({ ...now, IPV4: ['192.30.252.0/22', '203.0.113.0/24'] });
    await request('Update', functionWith([]));
    expect(sets()).toEqual(now);
  });

  it('lets in what is given anew, while GitHub tells nothing', async () => {
    const { functionWith, request, sets } = world([{ body: today }, { status: 500 }]);
    await request('Create');
    await request('Update', functionWith(['203.0.113.0/24']));
    expect(sets()).toEqual({ ...now, IPV4: ['192.30.252.0/22', '203.0.113.0/24'] });
  });

  it('asks nobody where all addresses are given', async () => {
    const { request, sets } = world([], { given: ['203.0.113.0/24'], asks: 'nobody' });
    expect(await request('Create')).toMatchObject({ Status: 'SUCCESS' });
    expect(sets()).toEqual({ IPV4: ['203.0.113.0/24'], IPV6: [] });
    expect(gitHub().requests).toEqual([]);
  });

  it('takes back what somebody else wrote', async () => {
    const { waf, keep, request, sets } = world([{ body: today }]);
    await request('Create');
    waf.write(names.IPV4, ['198.51.100.0/24']);
    await keep(scheduled);
    expect(sets()).toEqual(now);
  });

  it.each([
    ['UpdateIPSet', 'WAFOptimisticLockException'],
    ['CreateIPSet', 'WAFDuplicateItemException'],
  ])('begins anew where %s is refused with %s', async (operation, name) => {
    const { waf, keep, request, sets } = world([{ body: today }]);
    if (operation === 'UpdateIPSet') {
      await request('Create');
      waf.write(names.IPV4, []);
    }
    waf.failNext(operation, name);
    await keep(scheduled);
    expect(sets()).toEqual(now);
  });

  it('fails, and says what WAF answered, where it is not let', async () => {
    const { waf, keep } = world([{ body: today }]);
    waf.failNext('CreateIPSet', 'AccessDeniedException');
    await expect(keep(scheduled)).rejects.toThrow('wafv2 CreateIPSet was answered with 400 AccessDeniedException');
  });

  it('takes its sets away with the stack, waiting until no rule uses them, and no others', async () => {
    const { waf, request, sets } = world([{ body: today }]);
    await request('Create');
    waf.failNext('DeleteIPSet', 'WAFAssociatedItemException');
    expect(await request('Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(sets()).toEqual({ IPV4: undefined, IPV6: undefined });
    expect(waf.addressesIn('others')).toEqual([]);
    expect(await request('Delete')).toMatchObject({ Status: 'SUCCESS' });
  });
});
