import { AwsCallError, patientObjectCall } from '../aws/patient-call';

export type PayloadArchive = ReturnType<typeof createPayloadArchive>;

/** The payloads as they arrived, in S3. */
export function createPayloadArchive({ bucketName }: { readonly bucketName: string }) {
  return {
    bucketName,

    /** Keeps the bytes, where nothing is kept under the key yet: what is kept stays as it is. @throws AwsCallError */
    async put(key: string, body: Uint8Array, remainingMilliseconds: () => number): Promise<void> {
      const headers = { 'if-none-match': '*' };
      try {
        await patientObjectCall({ method: 'PUT', bucket: bucketName, key, headers, body, remainingMilliseconds });
      } catch (error) {
        if (!(error instanceof AwsCallError) || error.code !== 'PreconditionFailed') throw error;
      }
    },
  };
}

/** The JSON text of a payload that was kept. @throws AwsCallError, with the code `NoSuchKey` where it is not kept (any more) */
export function readArchivedPayload(
  { bucket, key }: { readonly bucket: string; readonly key: string },
  remainingMilliseconds: () => number,
): Promise<string> {
  return patientObjectCall({ method: 'GET', bucket, key, remainingMilliseconds });
}
