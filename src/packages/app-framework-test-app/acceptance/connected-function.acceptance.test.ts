import { InvokeCommand } from '@aws-sdk/client-lambda';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { functionOf, logLines } from './harness/functions';
import { givenApp } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'a function that is connected to the deployment', () => {
  it('acts at GitHub as the installation, with a token of its ceiling that nobody gave it', async () => {
    const started = new Date(Date.now() - 1_000);
    const app = await givenApp();
    const { login } = await gitHub.createAccount(`connected-${app.appId}`);
    await gitHub.createRepository(login, 'website');
    await gitHub.install({ appId: app.appId, account: login, permissions: { contents: 'write', issues: 'write' } });

    const { requests, result } = await gitHub.requestsDuring(() =>
      administrator.lambda.send(
        new InvokeCommand({
          FunctionName: outputs.ConnectedFunction,
          Payload: JSON.stringify({ appId: app.appId, owner: login }),
        }),
      ),
    );
    expect(JSON.parse(Buffer.from(result.Payload ?? '').toString())).toEqual({ repositories: [`${login}/website`] });
    expect(requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toContain(
      'GET /installation/repositories',
    );

    const { logGroup } = await functionOf('InstallationAccessTokenEndpoint');
    const line = await eventually({ what: 'the audit line of the token' }, async () =>
      (await logLines(logGroup, started)).find(
        (one) => one.includes('"token vended"') && one.includes(`"appId":${app.appId}`),
      ),
    );
    const audit = JSON.parse(line.slice(line.indexOf('{')));
    expect(audit.caller).toMatch(/:assumed-role\/.*ConnectedSample/);
    expect(audit.actualScopeDown.permissions).toEqual({ contents: 'read', metadata: 'read' });
  });
});
