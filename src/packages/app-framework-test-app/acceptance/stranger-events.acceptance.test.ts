import { randomUUID } from 'node:crypto';
import { awsJsonCall } from './harness/aws-json-call';
import { eventually } from './harness/eventually';
import { type Identity, roleSession, sessionLike } from './harness/identities';
import { at } from './harness/json';
import { handlerRow, ledgerRow } from './harness/ledger-rows';
import { gitHub } from './harness/local-github';
import { describeWith } from './harness/requires';
import { webhookFunctionOf } from './harness/webhook-functions';

/** Puts an event on the bus as if GitHub had told of it. Answers whose it says that it is. */
async function putEvent(as?: Identity) {
  const { environment } = await webhookFunctionOf('receiver');
  const delivery = { host: new URL(gitHub.url).host, appId: 4_242, deliveryId: randomUUID() };
  const { host, appId, deliveryId } = delivery;
  const detail = {
    delivery_id: deliveryId,
    delivery_key: `${host}#${appId}#${deliveryId}`,
    app_id: appId,
    host,
    action: 'opened',
    own: false,
    received_at: new Date().toISOString(),
    s3_reference: { bucket: 'none', key: 'none' },
    payload_complete: true,
    payload: { action: 'opened', issue: { number: 1 } },
  };
  const entry = {
    EventBusName: environment.EVENT_BUS_NAME,
    Source: 'github',
    DetailType: 'issues',
    Detail: JSON.stringify(detail),
  };
  const answer = await awsJsonCall({
    service: 'events',
    target: 'AWSEvents.PutEvents',
    version: '1.1',
    input: { Entries: [entry] },
    ...(as && { as }),
  });
  expect(at(answer, 'Entries', 0, 'EventId')).toEqual(expect.any(String));
  return delivery;
}

describeWith(['the local GitHub'], 'an event on the bus that GitHub never told of', () => {
  it.each([
    ['a caller that gets tokens', () => roleSession('InstallationTokenCallerRole')],
    ['a handler', async () => sessionLike((await webhookFunctionOf({ handler: 'greet' })).roleArn)],
    ['the balance', async () => sessionLike((await webhookFunctionOf('balance')).roleArn)],
  ])('is not taken from %s', async (_who, identityOf) => {
    await expect(putEvent(await identityOf())).rejects.toThrow(/AccessDenied/);
  });

  it('is believed by its handlers where the sender may put events, once, and the ledger has no such delivery', async () => {
    const delivery = await putEvent();
    const row = await eventually({ what: 'the handler to see it' }, () => handlerRow(delivery, 'greet'));
    // It names no installation, so that nothing could be written for it.
    expect(row).toMatchObject({ attempts: 1 });
    expect(await ledgerRow(delivery)).toBeUndefined();
  });
});
