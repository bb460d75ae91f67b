import { field } from '../lambda/parsed-json';
import { AwsCallError, patientCall } from './patient-call';

/** What a ciphertext is bound to: with another context KMS does not open it. */
export type EncryptionContext = Readonly<Record<string, string>>;

export interface CipherText {
  readonly ciphertext: string;
  readonly context: EncryptionContext;
}

export type ContextCipher = ReturnType<typeof createContextCipher>;

/** Errors of KMS about the ciphertext, not about itself. */
const unopenable = ['InvalidCiphertextException', 'IncorrectKeyException'];

/** Seals short texts, up to 4 KB, with a KMS key itself, in base64. One call each. */
export function createContextCipher({ keyArn }: { readonly keyArn: string }) {
  const call = (operation: string, input: object, remainingMilliseconds: () => number) =>
    patientCall({
      service: 'kms',
      target: `TrentService.${operation}`,
      input: { KeyId: keyArn, ...input },
      remainingMilliseconds,
    });

  return {
    /** @throws AwsCallError */
    async seal(text: string, context: EncryptionContext, remainingMilliseconds: () => number): Promise<string> {
      const input = { Plaintext: Buffer.from(text).toString('base64'), EncryptionContext: context };
      const sealed = field(await call('Encrypt', input, remainingMilliseconds), 'CiphertextBlob');
      if (typeof sealed === 'string') return sealed;
      throw new Error('KMS answered Encrypt without a ciphertext.');
    },

    /** Absent where nobody can open it: no ciphertext, one of another key, or bound to something else. @throws AwsCallError where KMS fails */
    async open({ ciphertext, context }: CipherText, remainingMilliseconds: () => number): Promise<string | undefined> {
      if (!isBase64(ciphertext)) return undefined;
      try {
        const input = { CiphertextBlob: ciphertext, EncryptionContext: context };
        const plain = field(await call('Decrypt', input, remainingMilliseconds), 'Plaintext');
        if (typeof plain === 'string') return Buffer.from(plain, 'base64').toString();
      } catch (error) {
        if (error instanceof AwsCallError && unopenable.includes(error.code)) return undefined;
        throw error;
      }
      throw new Error('KMS answered Decrypt without a text.');
    },
  };
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]{4,}={0,2}$/.test(text);
}
