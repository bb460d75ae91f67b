import { changed } from './harness/changed-function';
import { eventually } from './harness/eventually';
import { clientAs, clientOf, refusalOf } from './harness/framework-client';
import { functionOf, logLines } from './harness/functions';
import { givenApp } from './harness/given-app';
import { roleSession } from './harness/identities';
import { gitHub } from './harness/local-github';
import { operations } from './harness/operations';
import { describeWith } from './harness/requires';
import { sendRaw } from './harness/signed-request';

describeWith(['the local GitHub', 'the local AWS'], 'a function', () => {
  afterEach(() => gitHub.clearFaults());

  it('answers the modelled 502 within its time where GitHub never answers', async () => {
    const { appId } = await givenApp();
    const { login } = await gitHub.createAccount(`silent-${appId}`);
    const installationId = await gitHub.install({ appId, account: login });
    await changed('InstallationAccessTokenEndpoint', { Timeout: 5 }, async () => {
      await gitHub.addFault({ path: `^/app/installations/${installationId}`, times: 10, silent: true });
      const client = await clientAs('InstallationTokenCallerRole');
      const refusal = await refusalOf(client.getInstallationToken({ appId, installationId }));
      // One that Lambda stops, because its time is up, answers no modelled error.
      expect(refusal).toMatchObject({ name: 'GitHubFailedError', status: 502 });
    });
  });

  it('that Lambda stops because its time is up answers a typed failure, says so in its log, and serves the next caller', async () => {
    const { appId } = await givenApp();
    const { logGroup } = await functionOf('AppTokenEndpoint');
    const client = await clientAs('AppTokenCallerRole');
    // What hangs is KMS, played by a GitHub that is silent: no answer of GitHub's own can hold a function so long.
    await gitHub.addFault({ path: '^/$', times: 10, silent: true });
    await changed('AppTokenEndpoint', { Timeout: 3, variables: { AWS_ENDPOINT_URL_KMS: gitHub.url } }, async () => {
      const refusal = await refusalOf(client.getAppToken({ appId }));
      expect(refusal).toMatchObject({ status: 502 });
      expect(refusal.name).not.toBe('SyntaxError');
      await eventually({ what: 'a log line about the time-out' }, async () =>
        (await logLines(logGroup)).find((line) => line.includes('Task timed out after 3.00 seconds')),
      );
    });
    await expect(client.getAppToken({ appId })).resolves.toMatchObject({ appId });
  });

  it('that meets what it did not expect answers 500, and logs the reason under the request id', async () => {
    const { logGroup } = await functionOf('InstallationsEndpoint');
    await changed('InstallationsEndpoint', { variables: { INSTALLATION_TABLE_NAME: 'no-such-table' } }, async () => {
      const refusal = await refusalOf((await clientAs('InstallationsCallerRole')).getInstallations({}));
      expect(refusal).toMatchObject({ name: 'ServerSideError', status: 500 });
      expect(refusal.message).not.toContain('no-such-table');
      const requestId = refusal.message.match(/request id ([\w-]+)/)?.[1] ?? 'absent';
      const line = await eventually({ what: `a log line about request ${requestId}` }, async () =>
        (await logLines(logGroup)).find((each) => each.includes(requestId) && each.includes('"level":"ERROR"')),
      );
      expect(line).toMatch(/AccessDenied|ResourceNotFound/);
    });
  });

  it('that crashes when it starts answers 502 and nothing of the reason, and its neighbours go on', async () => {
    const [operation] = operations.filter(({ name }) => name === 'GetInstallations');
    if (!operation) throw new Error('There is no GetInstallations.');
    const as = await roleSession('InstallationsCallerRole');
    await changed('InstallationsEndpoint', { variables: { INSTALLATION_TABLE_NAME: '' } }, async () => {
      const answer = await sendRaw({ as, url: operation.url, body: operation.body });
      expect(answer.status).toBe(502);
      expect(answer.text).not.toContain('INSTALLATION_TABLE_NAME');
      const neighbour = (await clientAs('RecordCallerRole')).getInstallationData({ owner: 'nobody' });
      expect(await refusalOf(neighbour)).toMatchObject({ status: 404 });
    });
    await expect(clientOf(as).getInstallations({})).resolves.toMatchObject({ installations: expect.any(Array) });
  });
});
