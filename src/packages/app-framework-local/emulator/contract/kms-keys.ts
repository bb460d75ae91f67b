import { generateKeyPairSync } from 'node:crypto';
import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
  SignCommand,
  TagResourceCommand,
} from '@aws-sdk/client-kms';
import type { GivenEmulator } from './given-emulator';
import { importMaterial, parametersForImport } from './kms-import';

const invalidState = expect.objectContaining({ name: 'KMSInvalidStateException' });
const named = (name: string) => expect.objectContaining({ name });
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
    afterEach(() => given().control.setKeyLag(0));

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

    it('are unknown for a while after they were created (kms_key_lag)', async () => {
      await given().control.setKeyLag(300);
      const KeyId = await createKey('EXTERNAL');
      const getParameters = () => kms().send(parametersForImport(KeyId));

      await expect(getParameters()).rejects.toThrow(named('NotFoundException'));
      await expect(getParameters()).rejects.toThrow(named('AccessDeniedException'));
      await expect(stateOf(KeyId)).rejects.toThrow(named('NotFoundException'));
      await expect(kms().send(new TagResourceCommand({ KeyId, Tags }))).rejects.toThrow(named('AccessDeniedException'));

      await given().control.setKeyLag(0);
      expect((await getParameters()).ImportToken).toBeDefined();
    });

    it('pend import for a while after their material was imported (kms_key_lag)', async () => {
      const KeyId = await createKey('EXTERNAL');
      expect(await stateOf(KeyId)).toBe('PendingImport');
      await given().control.setKeyLag(300);
      await importMaterial(kms(), KeyId, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);

      await expect(sign(KeyId)).rejects.toThrow(invalidState);
      await expect(kms().send(new GetPublicKeyCommand({ KeyId }))).rejects.toThrow(invalidState);
      expect(await stateOf(KeyId)).toBe('PendingImport');

      await given().control.setKeyLag(0);
      expect((await sign(KeyId)).Signature).toBeDefined();
      expect(await stateOf(KeyId)).toBe('Enabled');
    });

    it('are wrapped with few pairs, which no two imports after each other share (kms_wrapping_keys)', async () => {
      const KeyId = await createKey('EXTERNAL');
      const pairs: string[] = [];
      for (let count = 0; count < 4; count += 1) {
        const { PublicKey = [] } = await kms().send(parametersForImport(KeyId));
        pairs.push(Buffer.from(PublicKey).toString('base64'));
      }
      expect(pairs.filter((pair, place) => pair === pairs[place - 1])).toEqual([]);
      expect(new Set(pairs).size).toBe(2);
    });
  });
}
