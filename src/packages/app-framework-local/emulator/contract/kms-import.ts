import { constants, createCipheriv, createPublicKey, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto';
import { GetParametersForImportCommand, ImportKeyMaterialCommand, type KMSClient } from '@aws-sdk/client-kms';

/** What a key's material is wrapped with. */
export function parametersForImport(KeyId: string): GetParametersForImportCommand {
  const wrapping = { WrappingAlgorithm: 'RSA_AES_KEY_WRAP_SHA_256', WrappingKeySpec: 'RSA_4096' } as const;
  return new GetParametersForImportCommand({ KeyId, ...wrapping });
}

/** Imports an RSA key as AWS's guide does it. */
export async function importMaterial(kms: KMSClient, KeyId: string, privateKey: KeyObject): Promise<void> {
  const parameters = await kms.send(parametersForImport(KeyId));
  await kms.send(
    new ImportKeyMaterialCommand({
      KeyId,
      ImportToken: parameters.ImportToken,
      EncryptedKeyMaterial: wrap(privateKey, parameters.PublicKey ?? new Uint8Array()),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
    }),
  );
}

/** AES key wrap with padding (RFC 5649) under a fresh key, and that key under the wrapping key. */
function wrap(privateKey: KeyObject, wrappingKey: Uint8Array): Buffer {
  const aesKey = randomBytes(32);
  const cipher = createCipheriv('id-aes256-wrap-pad', aesKey, Buffer.from('a65959a6', 'hex'));
  const material = privateKey.export({ type: 'pkcs8', format: 'der' });
  const wrapped = Buffer.concat([cipher.update(material), cipher.final()]);
  const key = createPublicKey({ key: Buffer.from(wrappingKey), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  return Buffer.concat([publicEncrypt({ key, padding, oaepHash: 'sha256' }, aesKey), wrapped]);
}
