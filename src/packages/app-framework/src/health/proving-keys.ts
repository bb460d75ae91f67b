import { AwsCallError, patientCall } from '../aws/patient-call';

/** GitHub takes no App's token with a signature of this kind: who may make it acts as nobody. */
export const provingAlgorithm = 'RSASSA_PSS_SHA_256';
export type ProvingAlgorithm = typeof provingAlgorithm;

/** Why KMS does not sign with a key; absent where it does. @throws AwsCallError where it does not say */
export async function refusalOf(keyArn: string, remainingMilliseconds: () => number): Promise<string | undefined> {
  const input = {
    KeyId: keyArn,
    Message: Buffer.from('health').toString('base64'),
    MessageType: 'RAW',
    SigningAlgorithm: provingAlgorithm,
  };
  try {
    await patientCall({ service: 'kms', target: 'TrentService.Sign', input, remainingMilliseconds });
    return undefined;
  } catch (error) {
    if (error instanceof AwsCallError && aboutKeys.test(error.code)) return error.code;
    throw error;
  }
}

const aboutKeys = /^(AccessDenied|NotFound|Disabled|KMSInvalidState|KeyUnavailable|InvalidKeyUsage)Exception$/;
