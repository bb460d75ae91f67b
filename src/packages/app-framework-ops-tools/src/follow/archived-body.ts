import type { DeploymentOperations } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { endpointInEnvironment, type SignedCalls } from '../deployments/signed-call';

export interface ArchiveCollaborators {
  readonly calls: SignedCalls;
  readonly archive: DeploymentOperations['archive'];
}

/** Reads the bytes of a delivery as they arrived. */
export function createArchivedBody({ calls, archive }: ArchiveCollaborators) {
  if (archive === undefined) {
    throw new CommandError('not-found', 'The deployment does not say where it keeps payloads: deploy the stack again.');
  }
  const { bucket, domain } = archive;
  /** Absent where it is kept no more. @throws CommandError where it is not for whoever asks */
  return async (key: string): Promise<Uint8Array | undefined> => {
    const endpoint = endpointInEnvironment('s3');
    const url = endpoint === undefined ? `https://${domain}/${key}` : `${endpoint}/${bucket}/${key}`;
    const answer = await calls.send({ service: 's3', method: 'GET', url });
    if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
    if (answer.status === 404) return undefined;
    const code = /<Code>([\w.]+)<\/Code>/.exec(await answer.text())?.[1] ?? 'no reason';
    if (answer.status === 403) {
      throw new CommandError(
        'refused',
        `The payload ${key} may not be read (${code}): whoever follows needs the permissions that grantReadPayloads() of WebhookIngestion gives.`,
      );
    }
    throw new CommandError(
      'retry-later',
      `The payload ${key} was not read: S3 answered with ${answer.status} ${code}.`,
    );
  };
}
