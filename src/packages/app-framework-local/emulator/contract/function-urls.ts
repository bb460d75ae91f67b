import { GetFunctionUrlConfigCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Credentials } from '../../src/aws/identities';
import { allow, type GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl } from './stack';

const echo = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });';
const viaUrl = { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } };
const authType = { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } };
const urlStatement = { Effect: 'Allow', Action: 'lambda:InvokeFunctionUrl', Resource: '*', Condition: authType };
const invokeStatement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*', Condition: viaUrl };
const granted = { Version: '2012-10-17' as const, Statement: [urlStatement, invokeStatement] };

export function functionUrlContract(given: () => GivenEmulator): void {
  describe('Function URLs', () => {
    let url = '';
    let name = '';
    let caller: Credentials & { arn: string };
    beforeAll(async () => {
      const outputs = await createStack(given(), {
        name: 'address',
        resources: functionWithUrl('Echo', echo),
        outputs: { Url: { 'Fn::GetAtt': ['EchoUrl', 'FunctionUrl'] }, Name: { Ref: 'Echo' } },
      });
      url = outputs.Url ?? '';
      name = outputs.Name ?? '';
      caller = await given().identities.createUser(granted);
    });
    const lambda = (credentials: Credentials) =>
      new LambdaClient({ endpoint: given().endpoint, region: 'us-east-1', credentials });

    it('are called as they are printed, and the function sees the path behind them (function_url_address)', async () => {
      const config = await lambda(given().administrator).send(new GetFunctionUrlConfigCommand({ FunctionName: name }));
      const answer = await signedCall({ url: `${url}/tokens/app`, credentials: caller, body: '{"appId":1}' });

      expect(url).toMatch(/^http:\/\/localhost:\d+\/_aws\/lambda-url\/[a-z0-9]{32}$/);
      expect(config.FunctionUrl).toBe(url);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toMatchObject({
        rawPath: '/tokens/app',
        body: '{"appId":1}',
        isBase64Encoded: false,
        requestContext: { http: { method: 'POST', path: '/tokens/app', sourceIp: '127.0.0.1' } },
      });
    });

    it('tell the function which user signed (function_url_caller)', async () => {
      const answer = await signedCall({ url, credentials: caller });

      expect(JSON.parse(answer.text).requestContext.authorizer.iam).toMatchObject({
        accountId: '000000000000',
        userArn: caller.arn,
        accessKey: caller.accessKeyId,
        userId: expect.stringMatching(/^AIDA/),
        callerId: expect.stringMatching(/^AIDA/),
      });
    });

    it('tell the function which role session signed (function_url_caller)', async () => {
      const outputs = await createStack(given(), {
        name: 'role',
        resources: {
          Caller: {
            Type: 'AWS::IAM::Role',
            Properties: {
              AssumeRolePolicyDocument: {
                Version: '2012-10-17',
                Statement: [
                  { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' },
                ],
              },
              Policies: [{ PolicyName: 'call', PolicyDocument: granted }],
            },
          },
        },
        outputs: { Arn: { 'Fn::GetAtt': ['Caller', 'Arn'] } },
      });
      const credentials = await given().identities.assumeRole(outputs.Arn ?? '');

      const answer = await signedCall({ url, credentials });

      expect(JSON.parse(answer.text).requestContext.authorizer.iam.userArn).toBe(credentials.arn);
      expect(credentials.arn).toMatch(/^arn:aws:sts::000000000000:assumed-role\//);
    });

    it.each([
      ['InvokeFunctionUrl alone', [urlStatement]],
      ['InvokeFunction alone', [invokeStatement]],
      ['neither', [{ ...urlStatement, Action: 'lambda:GetFunction' }]],
      [
        'both, for another function',
        [urlStatement, invokeStatement].map((one) => ({
          ...one,
          Resource: 'arn:aws:lambda:us-east-1:000000000000:function:other',
        })),
      ],
      [
        'both, the first for AuthType NONE',
        [{ ...urlStatement, Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } } }, invokeStatement],
      ],
    ])('refuse a caller that is allowed %s (function_url_needs_invoke_function)', async (_what, Statement) => {
      const credentials = await given().identities.createUser({ Version: '2012-10-17', Statement });

      expect((await signedCall({ url, credentials })).status).toBe(403);
    });

    it('give no way to invoke the function directly to those who may call its URL', async () => {
      const invoke = lambda(caller).send(new InvokeCommand({ FunctionName: name, Payload: '{}' }));

      await expect(invoke).rejects.toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
      const direct = await given().identities.createUser(allow('lambda:InvokeFunction'));
      expect((await lambda(direct).send(new InvokeCommand({ FunctionName: name, Payload: '{}' }))).StatusCode).toBe(
        200,
      );
    });

    it('refuse a request that is unsigned, signed with a wrong secret, tampered with (signed_body)', async () => {
      const unsigned = await fetch(url, { method: 'POST', body: '{}' });
      const answers = await Promise.all([
        signedCall({ url, credentials: { ...caller, secretAccessKey: 'wrong' } }),
        signedCall({ url, credentials: { ...caller, accessKeyId: 'AKIAUNKNOWN000000000' } }),
        signedCall({ url, credentials: caller, tamperedBody: '{"x":1}' }),
      ]);

      expect([unsigned.status, ...answers.map(({ status }) => status)]).toEqual([403, 403, 403, 403]);
    });
  });
}
