import type { Finding } from '@aws/app-framework-for-github-apps-on-aws/operator';
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

/** What is found by looking at each: one that cannot be looked at hides nothing of the others. */
export async function lookAtEach<One>(
  all: Iterable<One>,
  look: (one: One) => Promise<readonly Finding[]>,
): Promise<{ readonly findings: readonly Finding[]; readonly unseen: readonly string[] }> {
  const findings: Finding[] = [];
  const unseen = new Set<string>();
  for (const one of all) {
    try {
      findings.push(...(await look(one)));
    } catch (error) {
      unseen.add(error instanceof Error ? error.message : String(error));
    }
  }
  return { findings, unseen: [...unseen] };
}
