import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { alarmIn, alarmOf, alarms, givenBeforeAnyRun, givenListener, putBadFigure, putFigure } from './harness/alarms';
import { changed } from './harness/changed-function';
import { administrator, outputs, region } from './harness/deployment';
import { clientAs, refusalOf } from './harness/framework-client';
import { canaryFunction, functionOf } from './harness/functions';
import { givenApp } from './harness/given-app';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';
import { keysOfApp, tagKey } from './harness/signing-keys';

const { lambda } = administrator;
/** What is turned away is to be counted, not tried again. */
const impatient = new LambdaClient({ region, maxAttempts: 1 });

describeWith(['the local GitHub', 'the local AWS'], 'the alarms of the deployment', () => {
  let listener: Awaited<ReturnType<typeof givenListener>>;
  let topic: string;
  const seen = new Set<string>();

  beforeAll(async () => {
    [topic = ''] = (await alarmOf('SyncFailures')).AlarmActions ?? [];
    listener = await givenListener(topic);
  });
  afterAll(() => listener?.stop());

  const begins = async (part: string) => {
    const alarm = await alarmOf(part);
    await alarmIn('ALARM', alarm);
    await listener.heard(alarm);
    seen.add(alarm.AlarmName ?? '');
  };

  it('include the negative canary’s, which begins when an ask is not refused by the ceiling', async () => {
    const { arn, environment } = await canaryFunction();
    expect((await alarmOf('NegativeCanary')).StateValue).not.toBe('ALARM');
    const run = () => lambda.send(new InvokeCommand({ FunctionName: arn, Payload: '{}' }));
    expect((await run()).FunctionError).toBeUndefined();
    await alarmIn('OK', await alarmOf('NegativeCanary'));

    const update = (Variables: Readonly<Record<string, string>>) =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: arn, Environment: { Variables } }));
    // IAM refuses it there, which proves nothing of the ceiling.
    await update({ ...environment, TOKEN_ENDPOINT: outputs.InstallationsEndpoint });
    try {
      expect((await run()).FunctionError).toBeDefined();
    } finally {
      await update(environment);
    }
    await begins('NegativeCanary');
  });

  it('leave everybody in peace before the negative canary’s first run', async () => {
    const canary = await alarmOf('NegativeCanary');
    const young = await givenBeforeAnyRun(canary);
    // Of the two this was put later, and has been looked at: so has the other.
    const impatient = await givenBeforeAnyRun(canary, 'breaching');
    try {
      await listener.heard(impatient.alarm);
      expect(await young.state()).toBe('INSUFFICIENT_DATA');
      expect(listener.hasHeardOf(young.alarm)).toBe(false);
    } finally {
      await impatient.remove();
      await young.remove();
    }
  });

  it('begin when KMS refuses to sign for an App', async () => {
    const { appId } = await givenApp();
    for (const { arn } of await keysOfApp(appId)) await tagKey(arn, { Status: 'Inactive' });
    expect(await refusalOf((await clientAs('AppTokenCallerRole')).getAppToken({ appId }))).toMatchObject({
      status: 500,
    });
    await begins('SignerFailures');
  });

  it('begin when a sync fails', async () => {
    const { arn } = await functionOf('sync');
    await changed('sync', { variables: { APP_TABLE_NAME: 'no-such-table' } }, async () => {
      const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: arn, Payload: '{}' }));
      expect(FunctionError).toBeDefined();
    });
    await begins('SyncFailures');
  });

  it('begin when tokens are minted that nobody will find', async () => {
    const { appId } = await givenApp();
    const { login } = await gitHub.createAccount(`alarm-${appId}`);
    await gitHub.install({ appId, account: login });
    const ask = async () =>
      (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId, owner: login });
    const TOKEN_KEY_ARN = 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000';
    await changed('InstallationAccessTokenEndpoint', { variables: { TOKEN_KEY_ARN } }, async () => void (await ask()));
    await begins('UnrevocableTokens');
  });

  it('begin when GitHub leaves an installation few requests', async () => {
    const { appId } = await givenApp();
    const { login } = await gitHub.createAccount(`few-${appId}`);
    const installationId = await gitHub.install({ appId, account: login });
    await (await clientAs('InstallationTokenCallerRole')).getInstallationToken({ appId, installationId });
    await gitHub.setRateLimit({ installationId, remaining: 100 });
    await lambda.send(new InvokeCommand({ FunctionName: (await functionOf('rate limits')).arn, Payload: '{}' }));
    await begins('NearingRateLimit');
  });

  it.each([
    'RateLimitTrackingFailures',
    'RecoveryFailures',
    'BalanceFailures',
    'SweepAlarmsFailures',
    'ReceiverErrors',
  ])('begin when a function crashes: %s', async (part) => {
    const FunctionName = functionOfAlarm(await alarmOf(part));
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const update = (Variables: Readonly<Record<string, string>>) =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    await update({ NOTHING: 'of what it needs' });
    try {
      expect((await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }))).FunctionError).toBeDefined();
    } finally {
      await update(Environment?.Variables ?? {});
    }
    await begins(part);
  });

  it('begin when Lambda turns requests away, for each function that is called', async () => {
    const throttled = (await alarms()).filter(({ MetricName }) => MetricName === 'Throttles');
    expect(throttled).toHaveLength(7);
    for (const alarm of throttled) {
      const FunctionName = functionOfAlarm(alarm);
      await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
      try {
        for (let count = 0; count < (alarm.Threshold ?? 1); count += 1) {
          const invoked = impatient.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
          await expect(invoked).rejects.toMatchObject({ name: 'TooManyRequestsException' });
        }
      } finally {
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      }
    }
    for (const { AlarmName = '' } of throttled) await begins(AlarmName);
  });

  it('begin, every other one, with a figure of its own metric', async () => {
    const telling = (await alarms()).filter(({ AlarmActions }) => AlarmActions?.includes(topic));
    const others = telling.filter(({ AlarmName = '', ...alarm }) => !seen.has(AlarmName) && !isHeartbeat(alarm));
    const names = others.map(({ AlarmName = '' }) => AlarmName);
    for (const part of ['RecoveryUnpublished', 'SweepAlarmsMissing', 'BalanceMissing', 'WebhooksProbeLost'])
      expect(names).toContainEqual(expect.stringContaining(part));
    for (const alarm of others) await putBadFigure(alarm);
    for (const alarm of others) {
      await alarmIn('ALARM', alarm);
      await listener.heard(alarm);
    }
  });

  it('begin, those on what has to run, when it is silent, and end when it runs again', async () => {
    const beating = (await alarms()).filter(isHeartbeat);
    expect(beating.length).toBeGreaterThan(2);
    for (const { AlarmActions } of beating) expect(AlarmActions).toEqual([topic]);
    const silent: Awaited<ReturnType<typeof givenBeforeAnyRun>>[] = [];
    try {
      for (const alarm of beating) silent.push(await givenBeforeAnyRun(alarm));
      for (const { alarm } of silent) await listener.heard(alarm);
    } finally {
      for (const { remove } of silent) await remove();
    }
    // Of those on runs alone: a bad look at the health stays bad for a while.
    const runs = beating.filter(({ Namespace }) => Namespace === 'AWS/Lambda');
    for (const { Namespace, MetricName, Dimensions } of runs)
      await putFigure({ Namespace, MetricName, Dimensions, Value: 1 });
    for (const alarm of runs) await alarmIn('OK', alarm);
  });
});

function isHeartbeat({ TreatMissingData }: Pick<MetricAlarm, 'TreatMissingData'>): boolean {
  return TreatMissingData === 'breaching';
}

function functionOfAlarm({ Dimensions = [], AlarmName }: MetricAlarm): string {
  const name = Dimensions.find(({ Name }) => Name === 'FunctionName')?.Value;
  if (name !== undefined) return name;
  throw new Error(`${AlarmName} is not about a function.`);
}
