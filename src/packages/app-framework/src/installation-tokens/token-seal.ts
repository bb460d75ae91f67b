import type { OperationOutputs } from '../api/operations';
import type { DataKeys } from '../aws/data-keys';
import { createEnvelopeSeal, type SealedContent } from '../aws/envelope-seal';

type ActualScope = OperationOutputs['GetInstallationToken']['actualScopeDown'];

/** What a record says of itself in the open. All of it is authenticated: changed in the table, the record does not open. */
export interface TokenRecord {
  /** The record's own key in the table. */
  readonly key: string;
  readonly appId: number;
  readonly installationId: number;
  readonly sharer: string;
  /** Milliseconds since 1970. */
  readonly mintedAt: number;
  readonly expiresAt: number;
}

/** The record under a key, of a token that some share. */
export function recordOf(
  { appId, installationId, sharer }: Pick<TokenRecord, 'appId' | 'installationId' | 'sharer'>,
  key: string,
  { mintedAt, expiresAt }: Pick<TokenRecord, 'mintedAt' | 'expiresAt'>,
): TokenRecord {
  return { key, appId, installationId, sharer, mintedAt, expiresAt };
}

/** What nobody can read who may not unwrap the data key. */
export interface SecretContent {
  readonly token: string;
  /** Base URL of the API that made the token. */
  readonly host: string;
  readonly scope: ActualScope;
}

export type TokenSeal = ReturnType<typeof createTokenSeal>;

/** Seals tokens for the table, bound to their records, and opens them. */
export function createTokenSeal(dataKeys: DataKeys) {
  const envelope = createEnvelopeSeal(dataKeys);

  return {
    /** @throws where there is no data key to be had */
    seal(record: TokenRecord, content: SecretContent): Promise<SealedContent> {
      return envelope.seal(bindingOf(record), JSON.stringify(content));
    },

    /** Absent where nobody can open it: another record's, changed, or under a key that is gone. @throws where KMS or the table refuses */
    async open(record: TokenRecord, sealed: SealedContent): Promise<SecretContent | undefined> {
      return parseContent(await envelope.open(bindingOf(record), sealed));
    },
  };
}

function bindingOf({ key, appId, installationId, sharer, mintedAt, expiresAt }: TokenRecord): string[] {
  return [key, appId, installationId, sharer, mintedAt, expiresAt].map(String);
}

/** The content is authentic, so it has this form, unless a later version has written it. */
function parseContent(text: string | undefined): SecretContent | undefined {
  const content: Partial<SecretContent> | undefined = text === undefined ? undefined : JSON.parse(text);
  if (typeof content?.token !== 'string' || typeof content.host !== 'string' || !content.scope) return undefined;
  return { token: content.token, host: content.host, scope: content.scope };
}
