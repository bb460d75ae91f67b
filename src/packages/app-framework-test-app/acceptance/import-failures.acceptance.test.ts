import { existsSync } from 'node:fs';
import { appRow, putAppRow } from './harness/app-rows';
import { outputs } from './harness/deployment';
import { clientAs } from './harness/framework-client';
import { forgetAfterwards, givenApp, type ImportedApp } from './harness/given-app';
import { sessionLike } from './harness/identities';
import { textAt } from './harness/json';
import { gitHub } from './harness/local-github';
import { expectExit, givenPemFile, operationsTool } from './harness/operations-tool';
import { describeWith } from './harness/requires';
import { keysOfApp, tagsOf } from './harness/signing-keys';

/** An import of a second key for an App that works, which goes wrong on the way. */
describeWith(['the local GitHub'], 'import-private-key that fails', () => {
  let app: ImportedApp;
  let live: string;

  beforeAll(async () => {
    app = await givenApp();
    live = (await appRow(app.appId))?.kmsKeyArn ?? '';
  });
  afterEach(() => gitHub.clearFaults());

  it.each([
    ['kms:CreateKey', 'create a KMS key'],
    ['kms:GetParametersForImport', 'import the key material'],
    ['kms:ImportKeyMaterial', 'import the key material'],
    ['kms:Sign', 'KMS signs'],
    ['dynamodb:UpdateItem', 'point App'],
    ['dynamodb:GetItem', 'read the row'],
  ])('for want of %s changes nothing for the App, and says where it stopped', async (action, step) => {
    const { file, args } = await givenRotation();
    const operator = await sessionLike(outputs.OperatorRole, [deny(action)]);
    const ended = await operationsTool(args, operator);
    expectExit(ended, 4);
    expect(textAt(ended.json(), 'error', 'message')).toContain(step);
    await expectUntouched();
    expect(existsSync(file)).toBe(true);
  });

  it('because GitHub does not take what KMS has signed leaves no key that could be used', async () => {
    const { args, keysBefore } = await givenRotation();
    await gitHub.addFault({ path: '^/app$', afterRequests: 1, status: 401, body: { message: 'Bad credentials' } });
    const ended = await operationsTool(args);
    expectExit(ended, 4);
    await expectUntouched();
    expect(await keysOfApp(app.appId)).toHaveLength(keysBefore + 1);
  });

  it('because GitHub is down asks to try later, and creates no key', async () => {
    const { args, keysBefore } = await givenRotation();
    await gitHub.addFault({ path: '^/app$', times: 100, status: 503, body: '<html></html>' });
    expectExit(await operationsTool(args), 5);
    await expectUntouched();
    expect(await keysOfApp(app.appId)).toHaveLength(keysBefore);
  });

  it('to retire the old key says what is left to do, and never touches the live one', async () => {
    const other = await givenApp();
    const old = (await appRow(other.appId))?.kmsKeyArn ?? '';
    const { args } = await givenRotation(other);
    const inactive = { StringEquals: { 'aws:RequestTag/Status': 'Inactive' } };
    const operator = await sessionLike(outputs.OperatorRole, [{ ...deny('kms:TagResource'), Condition: inactive }]);
    const ended = await operationsTool(args, operator);
    expectExit(ended, 6);
    const kmsKeyArn = textAt(ended.json(), 'kmsKeyArn');
    expect(ended.json()).toMatchObject({
      followUps: [{ todo: expect.stringContaining(old) }],
      pem: { kind: 'removed' },
    });
    expect((await appRow(other.appId))?.kmsKeyArn).toBe(kmsKeyArn);
    expect(await tagsOf(kmsKeyArn)).toMatchObject({ Status: 'Active' });
    await expectTokens(other.appId);
  });

  it('to be written over the row that somebody else has changed meanwhile gives way', async () => {
    const { appId, pem } = await gitHub.createApp();
    forgetAfterwards(appId);
    const other = await givenApp();
    const foreign = (await appRow(other.appId))?.kmsKeyArn ?? '';
    // The second proof is held up, and while it waits somebody writes the row.
    await gitHub.addFault({ path: '^/app$', afterRequests: 1, delayMilliseconds: 60_000 });
    const named = [givenPemFile(pem), `${appId}`, outputs.AppTableName];
    const args = ['import-private-key', ...named, '--github-api-url', gitHub.url, '--yes', '--json'];
    const since = await gitHub.now();
    const running = operationsTool(args);
    await gitHub.requestsTo('/app', { since, times: 2 });
    await putAppRow({ appId, kmsKeyArn: foreign, gitHubApiUrl: gitHub.url }, outputs.AppTableName);
    await gitHub.clearFaults();
    expectExit(await running, 4);
    expect((await appRow(appId))?.kmsKeyArn).toBe(foreign);
    expect((await keysOfApp(appId)).map(({ tags, state }) => `${tags.Status} ${state}`)).toEqual([
      'Failed PendingDeletion',
    ]);
  });

  async function givenRotation({ appId } = app) {
    const { pem } = await gitHub.addKey(appId);
    const file = givenPemFile(pem);
    const named = [file, `${appId}`, outputs.AppTableName];
    const args = ['import-private-key', ...named, '--github-api-url', gitHub.url, '--yes', '--json'];
    return { file, args, keysBefore: (await keysOfApp(appId)).length };
  }

  async function expectUntouched(): Promise<void> {
    expect((await appRow(app.appId))?.kmsKeyArn).toBe(live);
    await expectTokens(app.appId);
    for (const { arn, state, tags } of await keysOfApp(app.appId)) {
      const expected =
        arn === live ? { state: 'Enabled', status: 'Active' } : { state: 'PendingDeletion', status: 'Failed' };
      expect({ state, status: tags.Status }).toEqual(expected);
    }
  }

  async function expectTokens(appId: number): Promise<void> {
    await expect((await clientAs('AppTokenCallerRole')).getAppToken({ appId })).resolves.toMatchObject({ appId });
  }
});

function deny(Action: string) {
  return { Effect: 'Deny', Action, Resource: '*' };
}
