import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { allow, type GivenEmulator } from './given-emulator';
import { jsonCall } from './json-call';
import { signedCall } from './signed-call';
import { createStack, updateStack } from './stack';

export function storageContract(given: () => GivenEmulator): void {
  describe('S3', () => {
    const put = async (key: string, body: string, headers: Record<string, string> = {}, resource?: string) => {
      const credentials = await given().identities.createUser(
        allow('s3:PutObject', undefined, resource ?? 'arn:aws:s3:::archive/*'),
      );
      const url = `${given().endpoint}/archive/${key}`;
      return (await signedCall({ url, credentials, service: 's3', method: 'PUT', body, headers })).status;
    };
    beforeAll(async () => {
      const Bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'archive' } };
      await createStack(given(), { name: 'archive', resources: { Bucket } });
    });

    it('gives a bucket the tags of its template (s3_bucket_tags)', async () => {
      const { endpoint, administrator: credentials } = given();
      const url = `${endpoint}/tagged?tagging=`;
      const tagged = (...tags: object[]) => ({
        name: 'tagged',
        resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'tagged', Tags: tags } } },
      });
      const tags = async () => (await signedCall({ url, credentials, service: 's3', method: 'GET' })).text;
      await createStack(given(), tagged({ Key: 'kept', Value: 'for now' }, { Key: 'old', Value: '1' }));
      expect(await tags()).toContain('<Key>old</Key>');

      await updateStack(given(), tagged({ Key: 'kept', Value: 'for good' }));

      expect(await tags()).toContain('<Value>for good</Value>');
      expect(await tags()).not.toContain('<Key>old</Key>');
    });

    it('puts an object that must be new only once', async () => {
      expect(await put('once', 'a', { 'if-none-match': '*' })).toBe(200);
      expect(await put('once', 'b', { 'if-none-match': '*' })).toBe(412);
      expect(await put('once', 'c')).toBe(200);
    });

    it('puts such an object once when many try at the same time', async () => {
      const tried = await Promise.all(
        Array.from({ length: 10 }, (_, n) => put('race', `${n}`, { 'if-none-match': '*' })),
      );

      expect(tried.filter((status) => status === 200)).toHaveLength(1);
      expect(tried.filter((status) => [409, 412].includes(status))).toHaveLength(9);
    });

    it('refuses those who may put elsewhere only, and lets nobody read who may only put', async () => {
      expect(await put('x', 'a', {}, 'arn:aws:s3:::archive/other/*')).toBe(403);
      expect(await put('readable', 'a')).toBe(200);
      const credentials = await given().identities.createUser(allow('s3:PutObject'));
      const url = `${given().endpoint}/archive/readable`;
      expect((await signedCall({ url, credentials, service: 's3', method: 'GET' })).status).toBe(403);
    });
  });

  describe('Secrets Manager', () => {
    const call = async (operation: string, input: object) =>
      (await jsonCall(given(), { service: 'secretsmanager', operation, input })).body;
    const read = (input: object) => call('GetSecretValue', input);

    it('keeps the version before as AWSPREVIOUS', async () => {
      await call('CreateSecret', { Name: 'staged', SecretString: 'one' });
      await call('PutSecretValue', { SecretId: 'staged', SecretString: 'two' });

      expect((await read({ SecretId: 'staged' })).SecretString).toBe('two');
      expect((await read({ SecretId: 'staged', VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
      expect((await read({ SecretId: 'staged', VersionStage: 'AWSPENDING' })).__type).toContain('ResourceNotFound');
    });

    it('has CloudFormation generate one of the characters that the template allows (generated_secret)', async () => {
      const { Secret: SecretId } = await createStack(given(), {
        name: 'generated-secret',
        resources: {
          Secret: {
            Type: 'AWS::SecretsManager::Secret',
            Properties: { GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 4_096 } },
          },
        },
        outputs: { Secret: { Ref: 'Secret' } },
      });

      expect((await read({ SecretId })).SecretString).toMatch(/^[A-Za-z0-9]{4096}$/);
    });

    it('gives its value to those only who may read that secret', async () => {
      const { ARN: arn } = await call('CreateSecret', { Name: 'guarded', SecretString: 'x' });
      const answerFor = async (resource: string, action = 'secretsmanager:GetSecretValue') => {
        const credentials = await given().identities.createUser(allow(action, undefined, resource));
        const input = { SecretId: 'guarded' };
        const operation = 'GetSecretValue';
        return (await jsonCall(given(), { service: 'secretsmanager', operation, input, credentials })).body;
      };

      expect((await answerFor(arn)).SecretString).toBe('x');
      expect((await answerFor(`${arn}x`)).__type).toContain('AccessDenied');
      expect((await answerFor('*', 'secretsmanager:DescribeSecret')).__type).toContain('AccessDenied');
    });
  });

  describe('DynamoDB', () => {
    const client = () => {
      const { endpoint, administrator: credentials } = given();
      return new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    };
    const TableName = 'ledger';
    beforeAll(async () => {
      await createStack(given(), {
        name: 'ledger',
        resources: {
          Table: {
            Type: 'AWS::DynamoDB::Table',
            Properties: {
              TableName,
              BillingMode: 'PAY_PER_REQUEST',
              AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
              KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            },
          },
        },
      });
    });
    const newItem = (id: string) => ({
      Put: { TableName, Item: { id: { S: id } }, ConditionExpression: 'attribute_not_exists(id)' },
    });
    const write = (...ids: string[]) =>
      client().send(new TransactWriteItemsCommand({ TransactItems: ids.map(newItem) }));
    const exists = async (id: string) =>
      (await client().send(new GetItemCommand({ TableName, Key: { id: { S: id } }, ConsistentRead: true }))).Item !==
      undefined;

    it('writes a transaction as a whole or not at all, and says which condition failed', async () => {
      await write('a');

      const failed = await write('b', 'a').catch((error: TransactionCanceledException) => error);

      expect(failed).toMatchObject({
        name: 'TransactionCanceledException',
        CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
      });
      expect(await exists('b')).toBe(false);
    });

    it('lets those use some rows who may use only those, whatever names them (dynamodb_leading_keys)', async () => {
      const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mine#*'] } };
      const actions = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'BatchGetItem', 'BatchWriteItem'];
      const credentials = await given().identities.createUser(
        allow(
          actions.map((action) => `dynamodb:${action}`),
          condition,
        ),
      );
      const outsider = new DynamoDBClient({ endpoint: given().endpoint, region: 'us-east-1', credentials });
      const key = (id: string) => ({ id: { S: id } });
      const asked = (id: string) => [
        outsider.send(new GetItemCommand({ TableName, Key: key(id) })),
        outsider.send(new PutItemCommand({ TableName, Item: key(id) })),
        outsider.send(new UpdateItemCommand({ TableName, Key: key(id) })),
        outsider.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: '#id = :id',
            ExpressionAttributeNames: { '#id': 'id' },
            ExpressionAttributeValues: { ':id': { S: id } },
          }),
        ),
        outsider.send(
          new QueryCommand({
            TableName,
            KeyConditions: { id: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: id }] } },
          }),
        ),
        outsider.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key('mine#0'), key(id)] } } })),
        outsider.send(
          new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: key(id) } }] } }),
        ),
        outsider.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName, Item: key('mine#2') } },
              { Delete: { TableName, Key: key(id === 'mine#1' ? 'mine#3' : id) } },
            ],
          }),
        ),
        outsider.send(new DeleteItemCommand({ TableName, Key: key(id) })),
      ];
      const outcomes = (id: string) =>
        Promise.all(
          asked(id).map((answer: Promise<unknown>) =>
            answer.then(
              () => 'done',
              (error: Error) => error.name,
            ),
          ),
        );
      expect(await outcomes('mine#1')).toEqual(Array(9).fill('done'));
      expect(await outcomes('theirs#1')).toEqual(Array(9).fill('AccessDeniedException'));
      expect(await outcomes('min')).toEqual(Array(9).fill('AccessDeniedException'));
    });

    it('keeps an attribute from those who may write all others, however it is named (dynamodb_attributes)', async () => {
      const condition = { 'ForAllValues:StringNotEquals': { 'dynamodb:Attributes': ['kept'] } };
      const credentials = await given().identities.createUser(allow(['dynamodb:UpdateItem'], condition));
      const outsider = new DynamoDBClient({ endpoint: given().endpoint, region: 'us-east-1', credentials });
      const Key = { id: { S: 'attributes#1' } };
      const values = { ':v': { S: 'x' } };
      const outcomes = (name: string) =>
        Promise.all(
          [
            { UpdateExpression: `SET ${name} = :v`, ExpressionAttributeValues: values },
            {
              UpdateExpression: 'SET noted = if_not_exists(noted, :v), #n = :v',
              ExpressionAttributeNames: { '#n': name },
              ExpressionAttributeValues: values,
            },
            { UpdateExpression: `SET noted = :v REMOVE ${name}`, ExpressionAttributeValues: values },
            {
              UpdateExpression: 'SET noted = :v',
              ConditionExpression: `attribute_not_exists(${name})`,
              ExpressionAttributeValues: values,
            },
            { AttributeUpdates: { [name]: { Value: { S: 'x' }, Action: 'PUT' as const } } },
          ].map((change) =>
            outsider.send(new UpdateItemCommand({ TableName, Key, ...change })).then(
              () => 'done',
              (error: Error) => (error.name === 'ConditionalCheckFailedException' ? 'done' : error.name),
            ),
          ),
        );

      expect(await outcomes('loose')).toEqual(Array(5).fill('done'));
      expect(await outcomes('kept')).toEqual(Array(5).fill('AccessDeniedException'));
      const moved = {
        Update: { TableName, Key, UpdateExpression: 'SET kept = :v', ExpressionAttributeValues: values },
      };
      await expect(outsider.send(new TransactWriteItemsCommand({ TransactItems: [moved] }))).rejects.toThrow();
    });

    it('asks for the actions of every item of a transaction', async () => {
      const credentials = await given().identities.createUser(allow('dynamodb:UpdateItem'));
      const outsider = new DynamoDBClient({
        endpoint: given().endpoint,
        region: 'us-east-1',
        credentials,
        maxAttempts: 1,
      });

      await expect(outsider.send(new TransactWriteItemsCommand({ TransactItems: [newItem('c')] }))).rejects.toThrow(
        expect.objectContaining({ name: 'AccessDeniedException' }),
      );
    });
  });
}
