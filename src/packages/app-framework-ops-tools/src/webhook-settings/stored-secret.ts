import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../command-line/failures';

/** A secret as it is stored, and since when. */
export interface StoredText {
  readonly text: string;
  readonly storedAt: Date;
}

export type StoredSecret = ReturnType<typeof createStoredSecret>;

/** One secret of Secrets Manager. */
export function createStoredSecret({
  secrets,
  secretArn,
}: {
  readonly secrets: SecretsManagerClient;
  readonly secretArn: string;
}) {
  return {
    async read(): Promise<StoredText> {
      const { SecretString, CreatedDate } = await secrets.send(new GetSecretValueCommand({ SecretId: secretArn }));
      if (SecretString !== undefined) return { text: SecretString, storedAt: CreatedDate ?? new Date() };
      throw new CommandError('refused', `The secret ${secretArn} holds no text: store it as a string, not as binary.`);
    },

    async write(text: string): Promise<void> {
      await secrets.send(new PutSecretValueCommand({ SecretId: secretArn, SecretString: text }));
    },
  };
}
