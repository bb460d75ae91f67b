import { RefusedCallError } from '../deployments/signed-call';

/** What AWS answers. @throws Error that says which right is missing, where that is why AWS does not */
export async function mayAsk<T>(action: string, asking: Promise<T>, construct = 'WebhookIngestion'): Promise<T> {
  try {
    return await asking;
  } catch (cause) {
    if (!(cause instanceof RefusedCallError) || !/denied|authoriz/i.test(cause.message)) throw cause;
    const message = `${cause.message} Who looks needs ${action}, which grantOperate() of ${construct} gives.`;
    throw new Error(message, { cause });
  }
}
