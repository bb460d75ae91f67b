import { createVerify } from 'node:crypto';
import type { LiveKey, StepWaiting } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';

/** Collaborators of {@link createDeploymentProof}. */
export interface DeploymentProofCollaborators {
  /** Asks the deployment for a token of the App. */
  readonly getAppToken: (appId: number) => Promise<string>;
  /** Has the deployment ask GitHub as the App, with the key that the App table names. Answers what it could not do. */
  readonly askGitHub: (appId: number) => Promise<string | undefined>;
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
 * Asks the deployed function for App tokens until one is signed with the new key, then has the deployment itself ask GitHub with that
 * key: only so is it seen that GitHub can be reached from there. Throws what came last where that takes longer than five and a half minutes.
 */
export function createDeploymentProof({
  getAppToken,
  askGitHub,
  wait,
  now,
  reportWaiting,
}: DeploymentProofCollaborators) {
  const prove = async ({ appId, publicKey }: LiveKey): Promise<void> => {
    if (!isSignedWith(publicKey, await getAppToken(appId))) {
      throw new Error(
        'The deployed function answers tokens that another key has signed. Is it of the deployment with this App table?',
      );
    }
    const failure = await askGitHub(appId);
    if (failure !== undefined) throw new Error(`The deployed function could not ask GitHub as the App: ${failure}`);
  };

  return async function proveDeployment(live: LiveKey): Promise<void> {
    const begun = now().getTime();
    for (;;) {
      try {
        return await prove(live);
      } catch (error) {
        const waitedMilliseconds = now().getTime() - begun;
        if (isFinal(error) || waitedMilliseconds + PAUSE_MILLISECONDS > PATIENCE_MILLISECONDS) {
          throw error;
        }
        reportWaiting({
          step: 'have the deployed functions reach GitHub with the new key',
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

/** Waiting does not give permissions, nor a function that is not there or that knows the request. */
function isFinal(error: unknown): boolean {
  if (error instanceof CommandError) return error.kind === 'not-found' || error.kind === 'usage';
  return error instanceof Error && /^(AccessDenied|Forbidden|CredentialsProvider|ValidationException)/.test(error.name);
}
