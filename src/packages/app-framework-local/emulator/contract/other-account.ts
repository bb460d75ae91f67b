import { createAdministrator, createIdentities, type PolicyDocument } from '../../src/aws/identities';
import { allow, type GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl } from './stack';

const otherAccount = '111111111111';
const both = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'];

export function otherAccountContract(given: () => GivenEmulator): void {
  describe('Function URLs and a caller of another account (function_url_other_account)', () => {
    const callerWith = async (policy: PolicyDocument) => {
      const { endpoint } = given();
      const administrator = await otherAdministrator(endpoint);
      return createIdentities({ endpoint, administrator }).createUser(policy);
    };
    let administrator: ReturnType<typeof createAdministrator> | undefined;
    const otherAdministrator = (endpoint: string) => {
      administrator ??= createAdministrator(endpoint, otherAccount);
      return administrator;
    };
    /** A function whose own policy lets the other account do these actions. */
    const givenUrl = async (name: string, permissions: object[]) => {
      const id = 'Called';
      const statements = permissions.map((permission, index) => [
        `Permission${index}`,
        { Type: 'AWS::Lambda::Permission', Properties: { FunctionName: { Ref: id }, ...permission } },
      ]);
      const outputs = await createStack(given(), {
        name,
        resources: {
          ...functionWithUrl(id, 'exports.handler = async (event) => event.requestContext.authorizer.iam.userArn'),
          ...Object.fromEntries(statements),
        },
        outputs: { Url: { 'Fn::GetAtt': ['CalledUrl', 'FunctionUrl'] } },
      });
      return outputs.Url ?? '';
    };
    const url = { Action: 'lambda:InvokeFunctionUrl', Principal: otherAccount, FunctionUrlAuthType: 'AWS_IAM' };
    const invoke = { Action: 'lambda:InvokeFunction', Principal: otherAccount, InvokedViaFunctionUrl: true };

    it('let a caller in whom both accounts allow both actions', async () => {
      const credentials = await callerWith(allow(both));

      const answer = await signedCall({ url: await givenUrl('both-accounts', [url, invoke]), credentials });

      expect(answer).toEqual({ status: 200, text: credentials.arn });
      expect(credentials.arn).toContain(`::${otherAccount}:user/`);
    });

    it.each([
      ['no action', 'none', []],
      ['InvokeFunctionUrl alone', 'url-alone', [url]],
      ['InvokeFunction alone', 'invoke-alone', [invoke]],
      ['both to a third account', 'third', [url, invoke].map((one) => ({ ...one, Principal: '222222222222' }))],
    ])('refuse a caller when the function allows %s', async (_what, name, permissions) => {
      const credentials = await callerWith(allow(both));

      expect((await signedCall({ url: await givenUrl(`other-${name}`, permissions), credentials })).status).toBe(403);
    });

    it.each([
      ['InvokeFunctionUrl alone', 'lambda:InvokeFunctionUrl'],
      ['InvokeFunction alone', 'lambda:InvokeFunction'],
      ['neither', 'lambda:GetFunction'],
    ])('refuse a caller whose own policy allows %s', async (_what, action) => {
      const address = await givenUrl(`own-${action.replace('lambda:', '')}`, [url, invoke]);

      expect((await signedCall({ url: address, credentials: await callerWith(allow(action)) })).status).toBe(403);
    });

    it('let a caller of the same account in whom either allows', async () => {
      const { identities } = given();
      const own = await identities.createUser(allow('kms:ListKeys'));
      const address = await givenUrl(
        'same-account',
        [url, invoke].map((one) => ({ ...one, Principal: own.arn })),
      );
      const byPolicy = await identities.createUser(allow(both));

      expect((await signedCall({ url: address, credentials: own })).status).toBe(200);
      expect((await signedCall({ url: address, credentials: byPolicy })).status).toBe(200);
    });
  });
}
