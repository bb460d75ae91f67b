import { InvokeCommand } from '@aws-sdk/client-lambda';
import { alarmOf, measuredOf } from './harness/alarms';
import { administrator, outputs } from './harness/deployment';
import { eventually } from './harness/eventually';
import { type DeployedFunction, functionThat } from './harness/functions';
import { givenApp } from './harness/given-app';
import { roleSession } from './harness/identities';
import { listAt, textAt } from './harness/json';
import { describeWith } from './harness/requires';
import { type RawAnswer, sendRaw } from './harness/signed-request';
import { keysOfApp, tagKey } from './harness/signing-keys';
import { webhookUrl } from './harness/webhook-url';

const { lambda } = administrator;
const healthUrl = webhookUrl().replace(/\/webhook$/, '/health');

describeWith(['the local GitHub', 'the local AWS'], 'the health of the deployment', () => {
  let checker = '';
  beforeAll(async () => {
    const isChecker = ({ environment }: DeployedFunction) => environment.HEALTH_APP_TABLE === outputs.AppTableName;
    checker = (await functionThat('looks at the health', isChecker)).name;
  });

  /** Has somebody look, and answers what that found as the operator is told it. */
  async function looked(): Promise<RawAnswer> {
    const before = Date.now();
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: checker, Payload: '{}' }));
    expect(FunctionError).toBeUndefined();
    const as = await roleSession('OperatorRole');
    return eventually({ what: 'the look of this moment to be shown' }, async () => {
      const answer = await sendRaw({ as, url: outputs.HealthEndpoint, method: 'GET' });
      return Date.parse(textAt(JSON.parse(answer.text), 'at')) >= before ? answer : undefined;
    });
  }

  const keysOf = ({ text }: RawAnswer) =>
    listAt(JSON.parse(text), 'checks').find((one) => textAt(one, 'check') === 'keys');

  it('is looked at in full by the role of its function, and told to operators', async () => {
    const { appId } = await givenApp();
    const answer = await looked();
    const states = listAt(JSON.parse(answer.text), 'checks').map((one) => textAt(one, 'state'));
    expect(states).toHaveLength(3);
    // Others leave behind what is wrong; nothing is beyond what the function may look at.
    expect(states).not.toContain('unknown');
    expect(answer.status).toBe(states.includes('wrong') ? 503 : 200);
    expect(JSON.stringify(keysOf(answer))).not.toContain(`App ${appId}:`);
    expect(await measuredOf(await alarmOf('Unhealthy'))).toBeGreaterThanOrEqual(0);
  });

  it('is red where a key signs no more: for strangers, too, who are told no more', async () => {
    const { appId } = await givenApp();
    for (const { arn } of await keysOfApp(appId)) await tagKey(arn, { Status: 'Inactive' });
    const answer = await looked();
    expect(answer.status).toBe(503);
    expect(keysOf(answer)).toEqual({
      check: 'keys',
      state: 'wrong',
      found: [`Nothing signs for App ${appId}: AccessDeniedException.`],
    });
    await eventually({ what: 'strangers to be shown it' }, async () => {
      const { status, text } = await sendRaw({ url: healthUrl, method: 'GET' });
      return (status === 503 && text === '{"status":"failing"}') || undefined;
    });
  });

  it('is told in full to nobody without the grant', async () => {
    const as = await roleSession('NoGrantRole');
    expect((await sendRaw({ as, url: outputs.HealthEndpoint, method: 'GET' })).status).toBe(403);
    expect((await sendRaw({ url: outputs.HealthEndpoint, method: 'GET' })).status).toBe(403);
  });
});
