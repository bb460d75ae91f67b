import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';

/** Reads a secret of Secrets Manager: its current version. */
export function createSecretReader({ secretArn }: { readonly secretArn: string }) {
  return async function read(remainingMilliseconds: () => number): Promise<string> {
    const answer = await patientCall({
      service: 'secretsmanager',
      target: 'secretsmanager.GetSecretValue',
      input: { SecretId: secretArn },
      remainingMilliseconds,
    });
    const text = field(answer, 'SecretString');
    if (typeof text === 'string') return text;
    throw new Error('The secret holds no text: store it as a string, not as binary.');
  };
}
