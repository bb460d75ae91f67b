import { existsSync } from 'node:fs';
import { appRow, putAppRow } from './harness/app-rows';
import { outputs } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { forgetAfterwards, givenApp } from './harness/given-app';
import { sessionLike } from './harness/identities';
import { textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { keysOfApp, tagsOf } from './harness/signing-keys';

/** An import of a second key for an App that works, which goes wrong on the way. */
describeWith(['the local GitHub'], 'import-private-key that fails', () => {
  afterEach(() => gitHub.clearFaults());

  it.each([
    ['kms:CreateKey', 'create a KMS key'],
    ['kms:GetParametersForImport', 'import the key material'],
    ['kms:ImportKeyMaterial', 'import the key material'],
    ['kms:Sign', 'KMS signs'],
    ['dynamodb:UpdateItem', 'point App'],
    ['dynamodb:GetItem', 'read the row'],
  ])('for want of %s changes nothing for the App, and says where it stopped', async (action, step) => {
    const { app, before, file, args } = await givenRotation();
    const operator = await sessionLike(outputs.OperatorRole, [deny(action)]);
    const ended = await operationsTool(args, operator);
    expectExit(ended, 4);
    expect(textAt(ended.json(), 'error', 'message')).toContain(step);
    await expectUntouched(app.appId, before);
    expect(existsSync(file)).toBe(true);
  });

  it('because GitHub does not take what KMS has signed leaves no key that could be used', async () => {
    const { app, before, args } = await givenRotation();
    await gitHub.addFault({ path: '^/app$', afterRequests: 1, status: 401, body: { message: 'Bad credentials' } });
    const ended = await operationsTool(args);
    expectExit(ended, 4);
    await expectUntouched(app.appId, before);
    expect((await keysOfApp(app.appId)).map(({ tags, state }) => `${tags.Status} ${state}`).sort()).toEqual([
      'Active Enabled',
      'Failed PendingDeletion',
    ]);
  });

  it('because GitHub is down asks to try later, and creates no key', async () => {
    const { app, before, args } = await givenRotation();
    await gitHub.addFault({ path: '^/app$', times: 10, status: 503, body: '<html></html>' });
    expectExit(await operationsTool(args), 5);
    await expectUntouched(app.appId, before);
    expect(await keysOfApp(app.appId)).toHaveLength(1);
  });

  it('to retire the old key says what is left to do, and never touches the live one', async () => {
    const { app, before, args } = await givenRotation();
    const inactive = { StringEquals: { 'aws:RequestTag/Status': 'Inactive' } };
    const operator = await sessionLike(outputs.OperatorRole, [{ ...deny('kms:TagResource'), Condition: inactive }]);
    const ended = await operationsTool(args, operator);
    expectExit(ended, 6);
    const kmsKeyArn = textAt(ended.json(), 'kmsKeyArn');
    expect(ended.json()).toMatchObject({ followUps: [{ todo: expect.stringContaining(before) }], pem: { kind: 'removed' } });
    expect((await appRow(app.appId))?.kmsKeyArn).toBe(kmsKeyArn);
    expect(await tagsOf(kmsKeyArn)).toMatchObject({ Status: 'Active' });
    await expectTokens(app.appId);
  });

  it('to be written over the row that somebody else has changed meanwhile gives way', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const other = await givenApp();
    const foreign = (await appRow(other.appId))?.kmsKeyArn ?? '';
    // The second proof is held up, and while it waits somebody writes the row.
    await gitHub.addFault({ path: '^/app$', afterRequests: 1, delayMilliseconds: 1500 });
    const args = ['import-private-key', givenPemFile(pem), `${appId}`, '--github-api-url', gitHub.url, '--yes', '--json'];
    const since = await gitHub.now();
    const running = operationsTool(args);
    await gitHub.requestsTo('/app', { since, times: 2 });
    await putAppRow({ appId, kmsKeyArn: foreign, gitHubApiUrl: gitHub.url }, outputs.AppTableName);
    expectExit(await running, 4);
    expect((await appRow(appId))?.kmsKeyArn).toBe(foreign);
    expect((await keysOfApp(appId)).map(({ tags, state }) => `${tags.Status} ${state}`)).toEqual(['Failed PendingDeletion']);
  });

  async function givenRotation() {
    const app = await givenApp();
    const before = (await appRow(app.appId))?.kmsKeyArn ?? '';
    const { pem } = await gitHub.addKey(app.appId);
    const file = givenPemFile(pem);
    const args = ['import-private-key', file, `${app.appId}`, outputs.AppTableName, '--github-api-url', gitHub.url];
    return { app, before, file, args: [...args, '--yes', '--json'] };
  }

  async function expectUntouched(appId: number, kmsKeyArn: string): Promise<void> {
    expect((await appRow(appId))?.kmsKeyArn).toBe(kmsKeyArn);
    expect(await tagsOf(kmsKeyArn)).toMatchObject({ Status: 'Active' });
    await expectTokens(appId);
    for (const { arn, state, tags } of await keysOfApp(appId)) {
      if (arn !== kmsKeyArn) expect({ state, status: tags.Status }).toEqual({ state: 'PendingDeletion', status: 'Failed' });
    }
  }

  async function expectTokens(appId: number): Promise<void> {
    await expect((await clientAs('AppTokenCallerRole')).getAppToken({ appId })).resolves.toMatchObject({ appId });
  }
});

function deny(Action: string) {
  return { Effect: 'Deny', Action, Resource: '*' };
}
