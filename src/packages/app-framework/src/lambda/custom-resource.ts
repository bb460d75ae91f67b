/** A custom resource of CloudFormation, as its function sees it. */
export interface CustomResource {
  /** Stays the same, so that an update never replaces. */
  readonly physicalId: string;
  /**
   * Brings about what the properties say; called again for the same is as good as once. An object that it answers holds the attributes that
   * the template may read. Not called when the resource goes.
   */
  readonly apply: (properties: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Takes away what was made, when the resource goes; nothing is, where this is absent. */
  readonly remove?: () => Promise<void>;
}

/** Answers CloudFormation whatever happens: without an answer a deployment hangs for an hour. */
export function serveCustomResource({ physicalId, apply, remove }: CustomResource) {
  return async (event: unknown): Promise<void> => {
    const request = record(event);
    const said = await outcomeOf(request);
    const body = JSON.stringify({
      ...said,
      PhysicalResourceId: physicalId,
      StackId: request.StackId,
      RequestId: request.RequestId,
      LogicalResourceId: request.LogicalResourceId,
    });
    // The address is signed for exactly these headers.
    const headers = { 'content-type': '', 'content-length': String(Buffer.byteLength(body)) };
    const answer = await fetch(String(request.ResponseURL), { method: 'PUT', headers, body });
    if (!answer.ok) throw new Error(`CloudFormation did not take the answer: ${answer.status}.`);
  };

  async function outcomeOf(request: Readonly<Record<string, unknown>>) {
    try {
      if (request.RequestType === 'Delete') {
        await remove?.();
        return { Status: 'SUCCESS' };
      }
      return { Status: 'SUCCESS', Data: record(await apply(record(request.ResourceProperties))) };
    } catch (error) {
      return { Status: 'FAILED', Reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
