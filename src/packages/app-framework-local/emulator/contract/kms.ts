import { generateKeyPairSync, verify } from 'node:crypto';
import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DecryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  SignCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { ResourceGroupsTaggingAPIClient, TagResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Credentials } from '../../src/aws/identities';
import { allow, type GivenEmulator } from './given-emulator';
import { importMaterial } from './kms-import';

const denied = expect.objectContaining({ name: 'AccessDeniedException' });
const tag = (TagKey: string, TagValue: string) => ({ TagKey, TagValue });

export function kmsContract(given: () => GivenEmulator): void {
  describe('KMS', () => {
    const kms = (credentials: Credentials = given().administrator) =>
      new KMSClient({ endpoint: given().endpoint, region: 'us-east-1', credentials });
    const createKey = async (input: CreateKeyCommandInput = {}) => {
      const { KeyMetadata: key } = await kms().send(
        new CreateKeyCommand({ KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY', ...input }),
      );
      if (!key?.KeyId || !key.Arn) throw new Error('CreateKey answered no key');
      return { id: key.KeyId, arn: key.Arn };
    };
    const sign = (credentials: Credentials, keyId: string) =>
      kms(credentials).send(
        new SignCommand({
          KeyId: keyId,
          Message: Buffer.from('header.payload'),
          MessageType: 'RAW',
          SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256',
        }),
      );
    const signerOfActive = () =>
      given().identities.createUser(
        allow('kms:Sign', { StringEquals: { 'aws:ResourceTag/Status': 'Active', 'aws:ResourceTag/AppTable': 'mine' } }),
      );
    afterEach(() => given().control.setTagLag(0));

    it('lets a signer use only keys whose tags fit its condition', async () => {
      const signer = await signerOfActive();
      const mine = await createKey({ Tags: [tag('Status', 'Active'), tag('AppTable', 'mine')] });
      const theirs = await createKey({ Tags: [tag('Status', 'Active'), tag('AppTable', 'theirs')] });
      const untagged = await createKey();

      expect((await sign(signer, mine.id)).Signature).toBeDefined();
      await expect(sign(signer, theirs.id)).rejects.toThrow(denied);
      await expect(sign(signer, untagged.id)).rejects.toThrow(denied);
    });

    it('counts changed tags only after the lag, and tags given at creation at once (kms_tag_lag)', async () => {
      const signer = await signerOfActive();
      const key = await createKey({ Tags: [tag('Status', 'Active'), tag('AppTable', 'mine')] });
      const later = await createKey({ Tags: [tag('AppTable', 'mine')] });
      await given().control.setTagLag(300);
      await kms().send(new TagResourceCommand({ KeyId: key.id, Tags: [tag('Status', 'Inactive')] }));
      await kms().send(new UntagResourceCommand({ KeyId: key.id, TagKeys: ['AppTable'] }));
      await kms().send(new TagResourceCommand({ KeyId: later.id, Tags: [tag('Status', 'Active')] }));
      const fresh = await createKey({ Tags: [tag('Status', 'Active'), tag('AppTable', 'mine')] });

      expect((await sign(signer, key.id)).Signature).toBeDefined();
      expect((await sign(signer, fresh.id)).Signature).toBeDefined();
      await expect(sign(signer, later.id)).rejects.toThrow(denied);

      await given().control.setTagLag(0);
      await expect(sign(signer, key.id)).rejects.toThrow(denied);
      expect((await sign(signer, later.id)).Signature).toBeDefined();
    });

    it('counts tags changed through the Tagging API after the lag too (kms_tag_lag)', async () => {
      const { endpoint, administrator, control } = given();
      const signer = await signerOfActive();
      const key = await createKey({ Tags: [tag('Status', 'Active'), tag('AppTable', 'mine')] });
      await control.setTagLag(300);
      const tagging = new ResourceGroupsTaggingAPIClient({ endpoint, region: 'us-east-1', credentials: administrator });
      await tagging.send(new TagResourcesCommand({ ResourceARNList: [key.arn], Tags: { Status: 'Inactive' } }));

      expect((await sign(signer, key.id)).Signature).toBeDefined();
      await control.setTagLag(0);
      await expect(sign(signer, key.id)).rejects.toThrow(denied);
    });

    it('creates a key only with the tags that the condition on the request asks for', async () => {
      const condition = { StringEquals: { 'aws:RequestTag/Managed': 'true' } };
      const operator = kms(await given().identities.createUser(allow(['kms:CreateKey', 'kms:TagResource'], condition)));

      expect((await operator.send(new CreateKeyCommand({ Tags: [tag('Managed', 'true')] }))).KeyMetadata).toBeDefined();
      await expect(operator.send(new CreateKeyCommand({ Tags: [tag('Managed', 'false')] }))).rejects.toThrow(denied);
      await expect(operator.send(new CreateKeyCommand({}))).rejects.toThrow(denied);
    });

    it('refuses tags at creation to those who may not tag (kms_create_key_needs_tag_resource)', async () => {
      const creator = kms(await given().identities.createUser(allow('kms:CreateKey')));

      await expect(creator.send(new CreateKeyCommand({ Tags: [tag('Managed', 'true')] }))).rejects.toThrow(denied);
      expect((await creator.send(new CreateKeyCommand({}))).KeyMetadata).toBeDefined();
    });

    it('knows a request that creates a key by the check of its policy (kms_lockout_check_key)', async () => {
      const creator = kms(
        await given().identities.createUser(
          allow(['kms:CreateKey', 'kms:TagResource'], { Bool: { 'kms:BypassPolicyLockoutSafetyCheck': 'false' } }),
        ),
      );
      const Tags = [tag('AppTable', 'mine')];
      const { KeyMetadata: key } = await creator.send(new CreateKeyCommand({ Tags }));

      await expect(creator.send(new TagResourceCommand({ KeyId: key?.KeyId, Tags }))).rejects.toThrow(denied);
      await expect(creator.send(new CreateKeyCommand({ Tags, BypassPolicyLockoutSafetyCheck: true }))).rejects.toThrow(
        denied,
      );
    });

    it('knows the encryption context of a request (kms_condition_keys)', async () => {
      const { id: KeyId } = await createKey({ KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' });
      const caller = kms(
        await given().identities.createUser(
          allow(['kms:GenerateDataKey', 'kms:Decrypt'], { StringEquals: { 'kms:EncryptionContext:table': 'mine' } }),
        ),
      );
      const generate = (EncryptionContext?: Record<string, string>) =>
        caller.send(
          new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', ...(EncryptionContext && { EncryptionContext }) }),
        );
      const { CiphertextBlob, Plaintext } = await generate({ table: 'mine', epoch: '1' });
      const decrypt = (EncryptionContext: Record<string, string>) =>
        caller.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext }));

      expect((await decrypt({ table: 'mine', epoch: '1' })).Plaintext).toEqual(Plaintext);
      await expect(decrypt({ table: 'mine', epoch: '2' })).rejects.toThrow(
        expect.objectContaining({ name: 'InvalidCiphertextException' }),
      );
      await expect(decrypt({ table: 'other', epoch: '1' })).rejects.toThrow(denied);
      await expect(generate({ table: 'other' })).rejects.toThrow(denied);
      await expect(generate()).rejects.toThrow(denied);
    });

    it('knows every value of an encryption context, wherever it stands (kms_condition_keys)', async () => {
      const { id: KeyId } = await createKey({ KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' });
      const condition = {
        StringEquals: { 'kms:EncryptionContext:table': 'mine', 'kms:EncryptionContext:epoch': '1' },
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['table', 'epoch'] },
      };
      const caller = kms(await given().identities.createUser(allow('kms:GenerateDataKey', condition)));
      const generate = (EncryptionContext: Record<string, string>) =>
        caller.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }));

      expect((await generate({ table: 'mine', epoch: '1' })).Plaintext).toBeDefined();
      expect((await generate({ epoch: '1', table: 'mine' })).Plaintext).toBeDefined();
      await expect(generate({ table: 'mine', epoch: '2' })).rejects.toThrow(denied);
      await expect(generate({ epoch: '1', table: 'other' })).rejects.toThrow(denied);
      await expect(generate({ table: 'mine', epoch: '1', more: 'x' })).rejects.toThrow(denied);
    });

    it('knows what a request asks for and what kind of key it names (kms_condition_keys)', async () => {
      const rsa = { 'kms:KeySpec': 'RSA_2048', 'kms:KeyUsage': 'SIGN_VERIFY' };
      const creator = kms(
        await given().identities.createUser(
          allow('kms:CreateKey', { StringEquals: { ...rsa, 'kms:KeyOrigin': 'EXTERNAL' } }),
        ),
      );
      const spec = { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' } as const;
      const algorithm = (name: string) =>
        given().identities.createUser(allow('kms:Sign', { StringEquals: { ...rsa, 'kms:SigningAlgorithm': name } }));
      const key = await createKey();

      expect((await creator.send(new CreateKeyCommand({ ...spec, Origin: 'EXTERNAL' }))).KeyMetadata).toBeDefined();
      await expect(creator.send(new CreateKeyCommand(spec))).rejects.toThrow(denied);
      await expect(creator.send(new CreateKeyCommand({ Origin: 'EXTERNAL' }))).rejects.toThrow(denied);
      expect((await sign(await algorithm('RSASSA_PKCS1_V1_5_SHA_256'), key.id)).Signature).toBeDefined();
      await expect(sign(await algorithm('RSASSA_PSS_SHA_256'), key.id)).rejects.toThrow(denied);
    });

    it('signs with an imported RSA key so that its original public key verifies', async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const key = await createKey({ Origin: 'EXTERNAL' });
      await expect(sign(given().administrator, key.id)).rejects.toThrow(
        expect.objectContaining({ name: 'KMSInvalidStateException' }),
      );
      await importMaterial(kms(), key.id, privateKey);

      const { Signature: signature } = await sign(given().administrator, key.id);

      expect(verify('sha256', Buffer.from('header.payload'), publicKey, signature ?? new Uint8Array())).toBe(true);
    });
  });
}
