import { patientCall } from '../aws/patient-call';

/** What a probe is told by on the bus; no event of GitHub has this source. */
export const probeSource = 'app-framework';
export const probeType = 'probe';
export type ProbeSource = typeof probeSource;
export type ProbeType = typeof probeType;

/** Puts probes on the bus. That the bus answers with success says nothing: it does so for a bus that is not there. */
export function createProbeSender({ busName, deployment }: { readonly busName: string; readonly deployment: string }) {
  /** @throws AwsCallError */
  return async function put(id: string, remainingMilliseconds: () => number): Promise<void> {
    const Detail = JSON.stringify({ probe_id: id, deployment });
    const input = { Entries: [{ EventBusName: busName, Source: probeSource, DetailType: probeType, Detail }] };
    await patientCall({ service: 'events', target: 'AWSEvents.PutEvents', input, remainingMilliseconds });
  };
}
