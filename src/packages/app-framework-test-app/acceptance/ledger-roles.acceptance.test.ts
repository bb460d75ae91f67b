import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { outputs, region } from './harness/deployment';
import { sessionLike } from './harness/identities';
import { outcomeOf } from './harness/outcome';
import { describeWith } from './harness/requires';
import { webhookFunctionOf } from './harness/webhook-functions';

const TableName = outputs.DeliveryLedgerName;
/** Of a row that is not there: so nothing changes where it is let. */
const onlyThere = { ConditionExpression: 'attribute_exists(Delivery)' };

function attemptsWith(dynamoDb: DynamoDBClient, host: string) {
  const keyOf = (delivery: string, part = 'none') => ({ Delivery: { S: delivery }, Part: { S: part } });
  const read = (delivery: string) => dynamoDb.send(new GetItemCommand({ TableName, Key: keyOf(delivery) }));
  const update = (delivery: string, part?: string, attribute = 'Reason') =>
    dynamoDb.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(delivery, part),
        UpdateExpression: `SET ${attribute} = :tried`,
        ExpressionAttributeValues: { ':tried': { S: 'tried' } },
        ...onlyThere,
      }),
    );
  const put = (delivery: string) =>
    dynamoDb.send(new PutItemCommand({ TableName, Item: keyOf(delivery), ...onlyThere }));
  return {
    'say what became of a delivery': () => update(`${host}#1#none`, 'handler#none'),
    'say it of a delivery of another host': () => update('elsewhere.example.com#1#none', 'handler#none'),
    'say who sent a delivery': () => update(`${host}#1#none`, 'delivery', 'SenderId'),
    'read a delivery': () => read(`${host}#1#none`),
    'make a delivery': () => put(`${host}#1#none`),
    'read the routes': () => read('deployment'),
    'change the routes': () => update('deployment'),
    'replace the routes': () => put('deployment'),
    'read the lanes of check-head': () => read('lane#check-head#none'),
    'write the lanes of check-head': () => update('lane#check-head#none'),
    'read the lanes of greet': () => read('lane#greet#none'),
    'read the lanes of a handler whose name begins so': () => read('lane#check-head-too#none'),
    'count what is written at GitHub': () => update(`effects#${host}#1#none`),
    'read the place of the sweep': () => read(`sweep#${host}#1`),
    'move the place of the sweep': () => update(`sweep#${host}#1`),
    'note a replay': () => put('replay#none'),
    'answer a probe': () => put('probe#none'),
    'list an hour': () =>
      dynamoDb.send(
        new QueryCommand({
          TableName,
          IndexName: 'Hour',
          KeyConditionExpression: '#hour = :hour',
          ExpressionAttributeNames: { '#hour': 'Hour' },
          ExpressionAttributeValues: { ':hour': { S: 'none' } },
        }),
      ),
    'list all': () => dynamoDb.send(new ScanCommand({ TableName })),
  };
}

const ofHandlers = ['say what became of a delivery', 'count what is written at GitHub'];

describeWith(['the local GitHub'], 'the role of a function of webhooks', () => {
  it.each([
    ['the handler greet', { handler: 'greet' }, ofHandlers],
    ['the handler check-head, with a lane', { handler: 'check-head' }, [...ofHandlers, 'read the lanes of check-head']],
    ['the handler of installation events', { handler: 'installations' }, ofHandlers],
    [
      'the receiver',
      'receiver',
      // The row of bodies and bots is beside the routes: the key of a statement is that of the partition.
      [
        'make a delivery',
        'say what became of a delivery',
        'say who sent a delivery',
        'read the routes',
        'change the routes',
      ],
    ],
  ] as const)('%s uses its own rows of the ledger and no others', async (_who, name, needs) => {
    const handlerOf = await webhookFunctionOf({ handler: 'greet' });
    const [host = ''] = Object.keys(JSON.parse(handlerOf.environment.APP_FRAMEWORK_GITHUB_API_URLS ?? '{}'));
    const credentials = await sessionLike((await webhookFunctionOf(name)).roleArn);
    const attempts = Object.entries(attemptsWith(new DynamoDBClient({ region, credentials }), host));
    const outcomes = await Promise.all(
      attempts.map(async ([what, attempt]) => ({ what, outcome: await outcomeOf(attempt()) })),
    );
    const allowed = outcomes.filter(({ outcome }) => outcome !== 'denied');
    expect(allowed.map(({ what }) => what).sort()).toEqual([...needs].sort());
    expect(allowed.filter(({ outcome }) => outcome !== 'done' && !/^ConditionalCheckFailed/.test(outcome))).toEqual([]);
  });
});
