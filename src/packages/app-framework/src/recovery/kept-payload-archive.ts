import { AwsCallError } from '../aws/patient-call';
import { readArchivedPayload } from '../webhooks/payload-archive';

/** Reads the JSON text of payloads; absent where one is not kept. They throw AwsCallError. */
export function createKeptPayloads({ bucketName }: { readonly bucketName: string }) {
  return async function read(key: string, remainingMilliseconds: () => number): Promise<string | undefined> {
    try {
      return await readArchivedPayload({ bucket: bucketName, key }, remainingMilliseconds);
    } catch (error) {
      if (error instanceof AwsCallError && error.code === 'NoSuchKey') return undefined;
      throw error;
    }
  };
}
