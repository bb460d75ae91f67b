import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { allow, type GivenEmulator } from './given-emulator';
import { signedCall } from './signed-call';
import { createStack, functionWithUrl } from './stack';

const megabyte = 1024 * 1024;
/** Answers as many bytes as it is asked for, or how many it got. */
const sized = `exports.handler = async (event) => {
  if (event.answer) return 'x'.repeat(event.answer - 2);
  const answer = Number(event.headers?.['x-answer'] ?? 0);
  return { statusCode: 200, body: answer ? 'x'.repeat(answer) : String(event.body?.length ?? event.text?.length) };
};`;

export function payloadCapContract(given: () => GivenEmulator): void {
  describe('payloads (lambda_payload_caps)', () => {
    let url = '';
    let name = '';
    beforeAll(async () => {
      const outputs = await createStack(given(), {
        name: 'payloads',
        resources: functionWithUrl('Sized', sized, { function: { Timeout: 10 } }),
        outputs: { Url: { 'Fn::GetAtt': ['SizedUrl', 'FunctionUrl'] }, Name: { Ref: 'Sized' } },
      });
      url = outputs.Url ?? '';
      name = outputs.Name ?? '';
    });
    const invoke = (payload: string, InvocationType: 'Event' | 'RequestResponse' = 'RequestResponse') =>
      new LambdaClient({
        endpoint: given().endpoint,
        region: 'us-east-1',
        credentials: given().administrator,
        maxAttempts: 1,
      }).send(new InvokeCommand({ FunctionName: name, Payload: payload, InvocationType }));
    const payloadOf = (bytes: number) => JSON.stringify({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    const call = async (body: string, headers: Record<string, string> = {}) => {
      const credentials = await given().identities.createUser(
        allow(['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']),
      );
      return signedCall({ url, credentials, body, headers });
    };

    it('of a synchronous invocation are 6 MB at most', async () => {
      expect((await invoke(payloadOf(6 * megabyte))).FunctionError).toBeUndefined();
      await expect(invoke(payloadOf(6 * megabyte + 1))).rejects.toThrow(
        expect.objectContaining({
          name: 'RequestEntityTooLargeException',
          $metadata: expect.objectContaining({ httpStatusCode: 413 }),
        }),
      );
    });

    it('of an asynchronous invocation are 1 MB at most', async () => {
      expect((await invoke(payloadOf(megabyte), 'Event')).StatusCode).toBe(202);
      await expect(invoke(payloadOf(megabyte + 1), 'Event')).rejects.toThrow('too large for the Event invocation type');
    });

    it('that a function answers are 6,291,556 bytes at most, quotes included', async () => {
      const fits = await invoke(JSON.stringify({ answer: 6_291_556 }));
      const tooLarge = await invoke(JSON.stringify({ answer: 6_291_557 }));

      expect(fits.FunctionError).toBeUndefined();
      expect(fits.Payload).toHaveLength(6_291_556);
      expect(tooLarge.FunctionError).toBe('Unhandled');
      expect(JSON.parse(tooLarge.Payload?.transformToString() ?? '')).toMatchObject({
        errorType: 'Function.ResponseSizeTooLarge',
      });
    });

    it('of a Function URL are 6 MB at most with the event around them, either way', async () => {
      const small = await call('x'.repeat(6 * megabyte - 5_000));
      const large = await call('x'.repeat(6 * megabyte));
      const binary = await call('x'.repeat(5 * megabyte), { 'content-type': 'application/octet-stream' });
      const longAnswer = await call('{}', { 'x-answer': String(6 * megabyte + 200) });

      expect([small.status, large.status, binary.status, longAnswer.status]).toEqual([200, 413, 413, 502]);
      expect(small.text).toBe(String(6 * megabyte - 5_000));
    });
  });
}
