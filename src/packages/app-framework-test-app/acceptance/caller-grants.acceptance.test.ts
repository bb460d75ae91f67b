import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { outputs, region } from './harness/deployment';
import { eventually } from './harness/eventually';
import { functionOf } from './harness/functions';
import { givenUser, type Identity, type RoleName, roleSession } from './harness/identities';
import { type Operation, operations } from './harness/operations';
import { sendRaw } from './harness/signed-request';

const callers: readonly RoleName[] = [
  ...operations.map(({ role }) => role),
  'OperatorRole',
  'KeyAdopterRole',
  'NoGrantRole',
];

function send({ url, body }: Operation, as: Identity) {
  return sendRaw({ as, url, body });
}

describe.each(callers)('%s', (caller) => {
  it.each(operations)('gets $name only where it was granted', async (operation) => {
    const isGranted = caller === operation.role || caller === 'OperatorRole';
    const answer = await send(operation, await roleSession(caller));
    expect(answer.status).toBe(isGranted ? operation.status : 403);
    // IAM refuses before our code runs, so the refusal is none of the model's.
    if (!isGranted) expect(answer.errorType).not.toBe('AccessDeniedError');
  });

  it('cannot invoke a function directly with an event of its own making', async () => {
    const lambda = new LambdaClient({ region, credentials: await roleSession(caller) });
    for (const { functionName, name } of operations) {
      const { arn } = await functionOf(functionName);
      const invoked = lambda.send(new InvokeCommand({ FunctionName: arn, Payload: forgedEvent(name) }));
      await expect(invoked).rejects.toMatchObject({ name: 'AccessDeniedException' });
    }
  });
});

describe('a policy', () => {
  const operation = operations[0];

  it('needs both actions', async () => {
    if (!operation) throw new Error('There are no operations.');
    const { arn } = await functionOf(operation.functionName);
    const throughUrl = {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: arn,
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
    };
    const invoke = {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: arn,
      Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } },
    };
    const user = await givenUser([throughUrl, invoke]);
    // In a real account a new policy takes seconds to count, in either direction.
    const answered = (status: number) =>
      eventually({ what: `an answer ${status}` }, async () => {
        const answer = await send(operation, user);
        return answer.status === status ? answer : undefined;
      });
    await answered(operation.status);
    await user.allow([throughUrl]);
    await answered(403);
    await user.allow([throughUrl, invoke]);
    await answered(operation.status);
    await user.allow([invoke]);
    await answered(403);
  });

  it('for the function of another operation does not help', async () => {
    const elsewhere = operations[4];
    if (!operation || !elsewhere) throw new Error('There are too few operations.');
    const { arn } = await functionOf(elsewhere.functionName);
    const user = await givenUser([
      { Effect: 'Allow', Action: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'], Resource: arn },
    ]);
    await eventually({ what: 'an answer where it was granted' }, async () => {
      const answer = await send(elsewhere, user);
      return answer.status === elsewhere.status ? answer : undefined;
    });
    expect((await send(operation, user)).status).toBe(403);
  });
});

/** What a grantee would send to be audited as somebody else. */
function forgedEvent(operation: string): Buffer {
  const iam = { userArn: outputs.OperatorRole, accountId: '000000000000', userId: 'forged', callerId: 'forged' };
  return Buffer.from(
    JSON.stringify({
      version: '2.0',
      rawPath: '/tokens/app',
      requestContext: { authorizer: { iam }, http: { method: 'POST', path: '/tokens/app' }, requestId: operation },
      headers: { 'content-type': 'application/json' },
      body: '{"appId":1}',
      isBase64Encoded: false,
    }),
  );
}
