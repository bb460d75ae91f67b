import { InvokeCommand } from '@aws-sdk/client-lambda';
import { administrator } from './harness/deployment';
import { eventually } from './harness/eventually';
import { clientAs } from './harness/framework-client';
import { functionOf, logLines } from './harness/functions';
import { givenApp, type ImportedApp } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';

describeWith(['the local GitHub'], 'rate limits', () => {
  let app: ImportedApp;
  let started: Date;

  beforeAll(async () => {
    started = new Date(Date.now() - 1_000);
    app = await givenApp();
  });

  const install = async (login: string) => {
    const account = await gitHub.createAccount(`${login}-${app.appId}`);
    return gitHub.install({ appId: app.appId, account: account.login });
  };

  /** Starts the function as its schedule does, and answers the error that it ended with. */
  const track = async () => {
    const { arn } = await functionOf('rate limits');
    const { FunctionError } = await administrator.lambda.send(new InvokeCommand({ FunctionName: arn, Payload: '{}' }));
    return FunctionError;
  };

  const linesOf = async (name: 'rate limits' | 'InstallationAccessTokenEndpoint') => {
    const { logGroup } = await functionOf(name);
    const lines = (await logLines(logGroup, started)).filter((line) => line.includes('"event":"rate limit"'));
    return lines.map((line): Record<string, unknown> => JSON.parse(line.slice(line.indexOf('{'))));
  };
  /** The newest: the schedule may have told of it before. */
  const about = (lines: Record<string, unknown>[], installationId: number) =>
    lines.findLast(({ InstallationID, Category }) => InstallationID === String(installationId) && Category === 'core');

  it('are read with the token of an installation in use, which is neither minted anew nor charged, and not for idle ones', async () => {
    const busy = await install('busy');
    const idle = await install('idle');
    const client = await clientAs('InstallationTokenCallerRole');
    await client.getInstallationToken({ appId: app.appId, installationId: busy });
    await gitHub.setRateLimit({ installationId: busy, remaining: 321 });

    const { requests, result } = await gitHub.requestsDuring(track);
    expect(result).toBeUndefined();
    expect(requests).toEqual([]);

    const line = await eventually({ what: 'the line about the installation' }, async () => {
      const newest = about(await linesOf('rate limits'), busy);
      return newest?.GitHubAPICallsRemaining === 321 ? newest : undefined;
    });
    expect(line).toMatchObject({
      AppID: String(app.appId),
      GitHubAPICallsRemaining: 321,
      GitHubAPICallsRemainingPercent: 6.42,
      GitHubAPIRateLimit: 5000,
      _aws: { CloudWatchMetrics: [{ Namespace: 'AppFrameworkGitHubAPICallMetrics' }, {}] },
    });
    expect(about(await linesOf('rate limits'), idle)).toBeUndefined();
  });

  it('of the App itself are read off the answers to our own requests', async () => {
    const line = await eventually({ what: 'the line about the App' }, async () =>
      (await linesOf('InstallationAccessTokenEndpoint')).find(({ AppID }) => AppID === String(app.appId)),
    );
    expect(line).toMatchObject({ Category: 'core', GitHubAPIRateLimit: 5000 });
    expect(line).not.toHaveProperty('InstallationID');
  });
});
