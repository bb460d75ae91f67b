import { randomUUID } from 'node:crypto';
import { notFound, serverSideError } from '../api/api-error';
import { sealAppJwt, unsignedAppJwt } from '../github/app-jwt';
import { createInFlight } from '../lambda/in-flight';
import { createShortMemory } from '../lambda/short-memory';
import { countFailure } from '../metrics/failure-metric';
import type { AppRow, AppTable } from './app-table';
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

/**
 * How long a row is believed without another look: so long an imported key can stay unnoticed, and a replaced one in use. After a leak, when the
 * old key is gone at GitHub, nobody gets a token that works until then.
 */
const rowLifetimeMilliseconds = 20_000;

/** A token that has less than this left is not handed out again. They live 8 minutes, so each serves for 5. */
const leastLeftMilliseconds = 3 * 60_000;

/** Tokens outlive this memory, so it is them, and not it, that decide when they end. */
const tokenMemoryMilliseconds = 10 * 60_000;

/**
 * Hands out App tokens: one signature in KMS for each App, process and 5 minutes, one read of the App table in 20 seconds at most. Never
 * a token with less than 3 minutes left, nor one signed with another key than the row names. GitHub is not asked, for the import
 * proved the key.
 */
export function createAppTokens(collaborators: AppTokensCollaborators) {
  const { appTable, sign, now = () => new Date(), newJwtId = randomUUID } = collaborators;
  const rows = createShortMemory<AppRow>({ lifetimeMilliseconds: rowLifetimeMilliseconds, now });
  const tokens = createShortMemory<SignedToken>({ lifetimeMilliseconds: tokenMemoryMilliseconds, now });
  const shareRead = createInFlight<AppRow>();
  const shareToken = createInFlight<AppToken>();

  const readApp = (appId: number): Promise<AppRow> =>
    shareRead(String(appId), async () => {
      const app = await appTable.getApp(appId);
      if (!app) {
        rows.forget(String(appId));
        throw notFound(
          `App ${appId} is not known here: the App table has no row for it. Import its private key with import-private-key.`,
        );
      }
      rows.remember(String(appId), app);
      return app;
    });

  const findApp = async (appId: number): Promise<AppRow> => rows.recall(String(appId)) ?? readApp(appId);

  const signFor = async (app: AppRow) => {
    const unsigned = unsignedAppJwt({ appId: app.appId, now: now(), jwtId: newJwtId() });
    return { app, unsigned, signed: await sign(app.kmsKeyArn, unsigned.signingInput) };
  };

  const signAnew = async (known: AppRow): Promise<AppToken> => {
    const { appId } = known;
    let attempt = await signFor(known);
    // The row may have come from memory and the key have been replaced since. The table is always read as it is now.
    if (attempt.signed.kind === 'refused') attempt = await signFor(await readApp(appId));
    const { app, unsigned, signed } = attempt;
    if (signed.kind === 'refused') {
      rows.forget(String(appId));
      countFailure('SignerFailures', 'key cannot sign', { fields: { appId, reason: signed.reason } });
      throw serverSideError(
        `The key of App ${appId} cannot sign: ${signed.reason}. ` +
          'If its import has just finished, try again in some minutes. If the row or the key is of an older deployment, of version 0.0 or of a ' +
          'restored table, run adopt-keys. Otherwise import the private key again.',
      );
    }
    const token = {
      appId,
      token: sealAppJwt(unsigned, signed.signature),
      expiresAt: unsigned.expiresAt,
      ...(app.gitHubApiUrl && { gitHubApiUrl: app.gitHubApiUrl }),
    };
    tokens.remember(String(appId), { token, signedWith: app });
    return token;
  };

  return {
    /** The App's row, not older than 20 seconds. @throws ApiError `NotFoundError` for an App without a row */
    findApp,

    /** Has the next token signed with the key that the row names now. @throws ApiError `NotFoundError` for an App without a row */
    async readAgain(appId: number): Promise<void> {
      await readApp(appId);
    },

    /**
     * A token with 3 to 8 minutes left.
     * @throws ApiError `NotFoundError` for an App without a row, `ServerSideError` where KMS refuses to sign with its key
     */
    async mint(appId: number): Promise<AppToken> {
      const app = await findApp(appId);
      const known = tokens.recall(String(appId));
      if (known && isOf(app, known) && known.token.expiresAt.getTime() - now().getTime() >= leastLeftMilliseconds) {
        return known.token;
      }
      return shareToken(`${appId} ${app.kmsKeyArn}`, () => signAnew(app));
    },
  };
}

interface SignedToken {
  readonly token: AppToken;
  readonly signedWith: AppRow;
}

function isOf(app: AppRow, { signedWith }: SignedToken): boolean {
  return signedWith.kmsKeyArn === app.kmsKeyArn && signedWith.gitHubApiUrl === app.gitHubApiUrl;
}
