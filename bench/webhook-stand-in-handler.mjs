/**
 * Stand-in for the receiver of webhooks: the durable steps of ours, written the usual way, with the clients of the AWS SDK and Octokit's check
 * of the signature. It reads no secret, knows one App, and routes nothing, all of which ours does besides.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { verify } from '@octokit/webhooks-methods';

const ledger = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const archive = new S3Client({ forcePathStyle: true });
const bus = new EventBridgeClient({});
const { LEDGER_TABLE_NAME: TableName, PAYLOAD_BUCKET_NAME: Bucket, EVENT_BUS_NAME: EventBusName } = process.env;

export const handler = async ({ body, headers }) => {
  const { 'X-GitHub-Delivery': delivery, 'X-GitHub-Event': event, 'X-Hub-Signature-256': signature } = headers;
  if (!(await verify(process.env.WEBHOOK_SECRET, body, signature))) return { statusCode: 401, body: '{}' };
  const payload = JSON.parse(body);
  const Key = { Delivery: delivery, Part: 'delivery' };
  const s3Key = `webhooks/${event}/${delivery}.json`;
  const known = await Promise.all([
    ledger
      .send(
        new PutCommand({
          TableName,
          Item: { ...Key, Status: 'received', Event: event, ReceivedAt: new Date().toISOString() },
          ConditionExpression: 'attribute_not_exists(Delivery)',
        }),
      )
      .catch((error) => {
        if (error instanceof ConditionalCheckFailedException) return 'known';
        throw error;
      }),
    archive.send(new PutObjectCommand({ Bucket, Key: s3Key, Body: body })),
  ]);
  if (known[0] === 'known') return { statusCode: 200, body: '{"status":"duplicate"}' };
  const detail = {
    delivery_id: delivery,
    action: payload.action,
    s3_reference: { bucket: Bucket, key: s3Key },
    payload,
  };
  const { FailedEntryCount } = await bus.send(
    new PutEventsCommand({
      Entries: [{ EventBusName, Source: 'github', DetailType: event, Detail: JSON.stringify(detail) }],
    }),
  );
  if (FailedEntryCount > 0) throw new Error('The bus did not take the event.');
  await ledger.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: 'SET #status = :published',
      ExpressionAttributeNames: { '#status': 'Status' },
      ExpressionAttributeValues: { ':published': 'published' },
    }),
  );
  return { statusCode: 200, body: '{"status":"ok"}' };
};
