import { AwsCallError } from '../aws/patient-call';
import type { DeliveryRecord } from '../deliveries/delivery-record';
import { shownPayload } from '../deliveries/masked-payload';
import { readArchivedPayload } from '../webhooks/payload-archive';
import type { PayloadShown } from './delivery-page';

export interface PayloadOfDelivery {
  readonly record: DeliveryRecord;
  /** Where payloads are kept; absent where the deployment does not say. */
  readonly bucket: string | undefined;
}

export type ReadPayload = typeof readPayload;

/** What may be shown of a payload, as it was archived. That it cannot be read is told, and the rest of the page is shown. */
export async function readPayload(
  { record, bucket }: PayloadOfDelivery,
  remainingMilliseconds: () => number,
): Promise<PayloadShown> {
  const { archiveKey: key } = record;
  if (bucket === undefined || key === undefined) return { absent: 'It was not archived.' };
  try {
    return shownPayload(await readArchivedPayload({ bucket, key }, remainingMilliseconds));
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    if (error.code === 'NoSuchKey') return { absent: 'The archive has it no more.' };
    return { absent: `It could not be read: ${error.code}. Load this page again.` };
  }
}
