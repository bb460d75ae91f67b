import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { allow, type GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl } from './stack';

const minutes = 60_000;

export function signatureContract(given: () => GivenEmulator): void {
  describe('signatures', () => {
    let url = '';
    const credentials = () =>
      given().identities.createUser(
        allow(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction', 's3:*', 'kms:ListKeys']),
      );
    beforeAll(async () => {
      const outputs = await createStack(given(), {
        name: 'signatures',
        resources: {
          ...functionWithUrl('Signed', 'exports.handler = async (event) => event.rawPath'),
          Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'signatures' } },
        },
        outputs: { Url: { 'Fn::GetAtt': ['SignedUrl', 'FunctionUrl'] } },
      });
      url = outputs.Url ?? '';
    });
    const statusAt = async (call: { url: string; service: string; method: string }, offset: number) =>
      (await signedCall({ ...call, credentials: await credentials(), signedAt: new Date(Date.now() + offset) })).status;

    it.each([-4, 4])('of a Function URL call count when %i minutes away', async (away) => {
      expect(await statusAt({ url, service: 'lambda', method: 'POST' }, away * minutes)).toBe(200);
    });

    it.each([-6, 6])('of a Function URL call are refused when %i minutes away', async (away) => {
      expect(await statusAt({ url, service: 'lambda', method: 'POST' }, away * minutes)).toBe(403);
    });

    it('of an S3 request count for 15 minutes', async () => {
      const list = { url: `${given().endpoint}/signatures`, service: 's3', method: 'GET' };

      expect(await statusAt(list, -14 * minutes)).toBe(200);
      expect(await statusAt(list, -16 * minutes)).toBe(403);
    });

    it('for another region are refused (signed_region)', async () => {
      const { endpoint } = given();
      const user = await credentials();
      const abroad = { credentials: user, region: 'eu-west-1' };

      const functionUrl = await signedCall({ url, ...abroad });
      const bucket = await signedCall({ url: `${endpoint}/signatures`, service: 's3', method: 'GET', ...abroad });
      const keys = new KMSClient({ endpoint, ...abroad, maxAttempts: 1 }).send(new ListKeysCommand({}));

      expect(functionUrl.status).toBe(403);
      expect(bucket.text).toContain('AuthorizationHeaderMalformed');
      await expect(keys).rejects.toThrow('valid region');
    });

    it('for another service are refused by a Function URL (signed_service)', async () => {
      expect(await statusAt({ url, service: 'execute-api', method: 'POST' }, 0)).toBe(403);
    });

    it('leave it to the function what a double slash in the path means', async () => {
      const answer = await signedCall({ url: `${url}//tokens/app`, credentials: await credentials() });

      expect(answer).toEqual({ status: 200, text: '//tokens/app' });
    });
  });
}
