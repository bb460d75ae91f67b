import { createVerify } from 'node:crypto';
import type { LiveKey, StepWaiting } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';

/** Collaborators of {@link createDeploymentProof}. */
export interface DeploymentProofCollaborators {
  /** Asks the deployment for a token of the App. */
  readonly getAppToken: (appId: number) => Promise<string>;
  /** Has GitHub check that a token is one of the App. */
  readonly proveToken: (claim: { appId: number; gitHubApiUrl: string; token: string }) => Promise<unknown>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => Date;
  /** For people who watch: told before each pause. */
  readonly reportWaiting: (waiting: StepWaiting) => void;
}

/**
 * How long a deployment has to sign with the new key: what tags of a key allow counts after up to five minutes
 * (https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html), and then it is asked at least twice more.
 */
const PATIENCE_MILLISECONDS = 330_000;
const PAUSE_MILLISECONDS = 2_000;

/**
 * Asks the deployed function for App tokens until one is signed with the new key, then shows that one to GitHub.
 * Throws what came last where that takes longer than five and a half minutes.
 */
export function createDeploymentProof({
  getAppToken,
  proveToken,
  wait,
  now,
  reportWaiting,
}: DeploymentProofCollaborators) {
  const tokenOfNewKey = async ({ appId, publicKey }: LiveKey): Promise<string> => {
    const token = await getAppToken(appId);
    if (!isSignedWith(publicKey, token)) {
      throw new Error(
        'The deployed function answers tokens that another key has signed. Is it of the deployment with this App table?',
      );
    }
    return token;
  };

  return async function proveDeployment(live: LiveKey): Promise<void> {
    const begun = now().getTime();
    for (;;) {
      try {
        const token = await tokenOfNewKey(live);
        await proveToken({ appId: live.appId, gitHubApiUrl: live.gitHubApiUrl, token });
        return;
      } catch (error) {
        const waitedMilliseconds = now().getTime() - begun;
        if (isFinal(error) || waitedMilliseconds + PAUSE_MILLISECONDS > PATIENCE_MILLISECONDS) {
          throw error;
        }
        reportWaiting({
          step: 'have the deployed function sign with the new key',
          reason: error instanceof Error ? error.message : String(error),
          waitedMilliseconds,
          patienceMilliseconds: PATIENCE_MILLISECONDS,
        });
      }
      await wait(PAUSE_MILLISECONDS);
    }
  };
}

function isSignedWith(publicKey: LiveKey['publicKey'], token: string): boolean {
  const [header, claims, signature] = token.split('.');
  if (header === undefined || claims === undefined || signature === undefined) {
    return false;
  }
  return createVerify('sha256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url');
}

/** Waiting does not give permissions, nor a function that is not there. */
function isFinal(error: unknown): boolean {
  if (error instanceof CommandError) return error.kind === 'not-found' || error.kind === 'usage';
  return error instanceof Error && /^(AccessDenied|Forbidden|CredentialsProvider)/.test(error.name);
}
