import type { KeyObject } from 'node:crypto';
import type { RunStep } from './import-steps';
import type { KeyStore } from './key-store';

/** The key that signs for an App from now on. */
export interface LiveKey {
  readonly appId: number;
  readonly gitHubApiUrl: string;
  readonly kmsKeyArn: string;
  readonly publicKey: KeyObject;
}

/** A part that did not succeed after the key went live, and what is to be done by hand. */
export interface FollowUp {
  readonly reason: string;
  readonly todo: string;
}

/** What is to be settled once a key is live. */
export interface LiveImport {
  readonly keys: KeyStore;
  readonly step: RunStep;
  readonly proveDeployment: ((live: LiveKey) => Promise<void>) | undefined;
  readonly live: LiveKey;
  readonly replacedKeyArn: string | undefined;
}

/** How settling went. */
export interface SettledImport {
  readonly deployment: 'proven' | 'not proven' | 'not asked';
  readonly followUps: readonly FollowUp[];
}

/**
 * Proves the deployed functions, if that is asked for, and retires the key that signed before. Never throws and never touches the live key.
 * The old key is retired last, and not at all while the functions were to be proven and are not: they may still need it.
 */
export async function settleImport({
  keys,
  step,
  proveDeployment,
  live,
  replacedKeyArn,
}: LiveImport): Promise<SettledImport> {
  const followUps: FollowUp[] = [];
  const attempt = async (name: string, todo: string, run: () => Promise<void>): Promise<boolean> => {
    try {
      await step(name, run);
      return true;
    } catch (error) {
      followUps.push({ reason: error instanceof Error ? error.message : String(error), todo });
      return false;
    }
  };

  if (proveDeployment !== undefined) {
    const proven = await attempt(
      'prove that the deployed functions sign with the new key',
      `Find out why, then check with "get-app-token ${live.appId}".${replacedKeyArn === undefined ? '' : ` ${retireByHand(replacedKeyArn, live)}`}`,
      () => proveDeployment(live),
    );
    if (!proven) {
      return { deployment: 'not proven', followUps };
    }
  }
  if (replacedKeyArn !== undefined && replacedKeyArn !== live.kmsKeyArn) {
    await attempt('retire the key that signed before', retireByHand(replacedKeyArn, live), () =>
      keys.retire({ keyArn: replacedKeyArn, replacedBy: live.kmsKeyArn }),
    );
  }
  return { deployment: proveDeployment === undefined ? 'not asked' : 'proven', followUps };
}

function retireByHand(replacedKeyArn: string, live: LiveKey): string {
  return `The old key ${replacedKeyArn} may still sign. Retire it: aws kms tag-resource --key-id ${replacedKeyArn} --tags TagKey=FrameworkForGitHubAppOnAwsManaged,TagValue=true TagKey=Status,TagValue=Inactive TagKey=ReplacedBy,TagValue=${live.kmsKeyArn}`;
}
