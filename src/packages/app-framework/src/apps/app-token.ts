import { randomUUID } from 'node:crypto';
import { notFound, serverSideError } from '../api/api-error';
import { sealAppJwt, unsignedAppJwt } from '../github/app-jwt';
import type { AppTable } from './app-table';
import type { KmsSigner } from './kms-signer';

/** A token that speaks for an App. */
export interface AppToken {
  readonly appId: number;
  readonly token: string;
  /** When GitHub stops to accept it. */
  readonly expiresAt: Date;
  /** Host of the App, where its row names one. */
  readonly gitHubApiUrl?: string;
}

export interface AppTokensCollaborators {
  readonly appTable: Pick<AppTable, 'getApp'>;
  readonly sign: KmsSigner;
  readonly now?: () => Date;
  readonly newJwtId?: () => string;
}

export type AppTokens = ReturnType<typeof createAppTokens>;

/** Mints App tokens: one read of the App table and one signature in KMS each. GitHub is not asked, for the import proved the key. */
export function createAppTokens(collaborators: AppTokensCollaborators) {
  const { appTable, sign, now = () => new Date(), newJwtId = randomUUID } = collaborators;

  return {
    /** @throws ApiError `NotFoundError` for an App without a row, `ServerSideError` where KMS refuses to sign with its key */
    async mint(appId: number): Promise<AppToken> {
      const app = await appTable.getApp(appId);
      if (!app) {
        throw notFound(
          `App ${appId} is not known here: the App table has no row for it. Import its private key with import-private-key.`,
        );
      }
      const unsigned = unsignedAppJwt({ appId, now: now(), jwtId: newJwtId() });
      const signed = await sign(app.kmsKeyArn, unsigned.signingInput);
      if (signed.kind === 'refused') {
        throw serverSideError(
          `The key of App ${appId} cannot sign: ${signed.reason}. ` +
            'If its import has just finished, try again in some minutes; otherwise import the private key again.',
        );
      }
      return {
        appId,
        token: sealAppJwt(unsigned, signed.signature),
        expiresAt: unsigned.expiresAt,
        ...(app.gitHubApiUrl && { gitHubApiUrl: app.gitHubApiUrl }),
      };
    },
  };
}
