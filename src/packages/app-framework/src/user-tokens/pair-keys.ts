import { createContextCipher } from '../aws/context-cipher';
import { pairContext } from './pair-item';
import type { PairIdentity } from './user-pair';

export type PairCipher = ReturnType<typeof createPairCipher>;
type TokenKind = 'access' | 'refresh';

/** Seals each token with a KMS key that is for nothing else, bound to its table, person, App and kind: moved elsewhere it does not open. */
export function createPairCipher({ keyArn, tableName }: { readonly keyArn: string; readonly tableName: string }) {
  const { seal, open } = createContextCipher({ keyArn });
  const contextOf = (whose: PairIdentity, kind: TokenKind) => pairContext(tableName, whose, kind);

  return {
    /** @throws AwsCallError */
    seal(whose: PairIdentity, kind: TokenKind, token: string, remainingMilliseconds: () => number): Promise<string> {
      return seal(token, contextOf(whose, kind), remainingMilliseconds);
    },

    /** Absent where nobody can open it. @throws AwsCallError where KMS fails */
    open(whose: PairIdentity, kind: TokenKind, ciphertext: string, remainingMilliseconds: () => number) {
      return open({ ciphertext, context: contextOf(whose, kind) }, remainingMilliseconds);
    },
  };
}
