import { patientObjectCall } from '../aws/patient-call';

export type PayloadArchive = ReturnType<typeof createPayloadArchive>;

/** The payloads as they arrived, in S3. */
export function createPayloadArchive({ bucketName }: { readonly bucketName: string }) {
  return {
    bucketName,

    /** Keeps the bytes. Keeping them again is as good as once. @throws AwsCallError */
    async put(key: string, body: Uint8Array, remainingMilliseconds: () => number): Promise<void> {
      await patientObjectCall({ method: 'PUT', bucket: bucketName, key, body, remainingMilliseconds });
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
