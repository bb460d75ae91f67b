import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import type { GivenEmulator } from './given-emulator';

const invalidState = expect.objectContaining({ name: 'KMSInvalidStateException' });
const Tags = [{ TagKey: 'Status', TagValue: 'Active' }];

export function kmsKeyContract(given: () => GivenEmulator): void {
  describe('KMS keys', () => {
    const kms = () =>
      new KMSClient({ endpoint: given().endpoint, region: 'us-east-1', credentials: given().administrator });
    const createKey = async (Origin: 'AWS_KMS' | 'EXTERNAL' = 'AWS_KMS') => {
      const key = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', Origin } as const;
      return (await kms().send(new CreateKeyCommand(key))).KeyMetadata?.KeyId ?? '';
    };
    const stateOf = async (KeyId: string) =>
      (await kms().send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState;
    const sign = (KeyId: string) =>
      kms().send(new SignCommand({ KeyId, Message: Buffer.from('x'), SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' }));

    it('that wait for their material are neither disabled nor enabled (kms_key_states)', async () => {
      const KeyId = await createKey('EXTERNAL');

      await expect(kms().send(new DisableKeyCommand({ KeyId }))).rejects.toThrow(invalidState);
      await expect(kms().send(new EnableKeyCommand({ KeyId }))).rejects.toThrow(invalidState);
      expect(await stateOf(KeyId)).toBe('PendingImport');
      expect((await kms().send(new TagResourceCommand({ KeyId, Tags }))).$metadata.httpStatusCode).toBe(200);
    });

    it('that wait for their deletion stay so until it is cancelled (kms_key_states)', async () => {
      const KeyId = await createKey();
      await kms().send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));

      await expect(kms().send(new DisableKeyCommand({ KeyId }))).rejects.toThrow(invalidState);
      await expect(kms().send(new EnableKeyCommand({ KeyId }))).rejects.toThrow(invalidState);
      await expect(kms().send(new TagResourceCommand({ KeyId, Tags }))).rejects.toThrow(invalidState);
      await expect(kms().send(new ScheduleKeyDeletionCommand({ KeyId }))).rejects.toThrow(invalidState);
      expect(await stateOf(KeyId)).toBe('PendingDeletion');

      await kms().send(new CancelKeyDeletionCommand({ KeyId }));
      expect(await stateOf(KeyId)).toBe('Disabled');
      await expect(kms().send(new CancelKeyDeletionCommand({ KeyId }))).rejects.toThrow(invalidState);
      await kms().send(new EnableKeyCommand({ KeyId }));
      expect((await sign(KeyId)).Signature).toBeDefined();
    });
  });
}
