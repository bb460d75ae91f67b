import { checkLedger } from '../doctor/check-ledger';
import { checkQueues } from '../doctor/check-queues';
import type { Check } from '../doctor/examine';
import type { WebhookDeployment } from '../doctor/patient';
import { forEachAtMost } from '../lambda/for-each-at-most';
import type { AppWithKey } from './apps-table';
import type { HealthCheck } from './health-check';

type Remaining = () => number;

/** What the looks ask. Each method throws Error where nobody tells. */
export interface LookCollaborators {
  readonly deployment: (remaining: Remaining) => Promise<WebhookDeployment>;
  /** Absent where there is no credential manager. */
  readonly apps?: ((remaining: Remaining) => Promise<readonly AppWithKey[]>) | undefined;
  readonly refusalOf: (keyArn: string, remaining: Remaining) => Promise<string | undefined>;
}

const atOnce = 10;

/** What a deployment stands on: the keys, and what the doctor looks at and asks nothing of GitHub for. */
export function looksAt({ deployment, apps, refusalOf }: LookCollaborators): readonly HealthCheck[] {
  const ofDoctor = ({ name: check, look }: Check<WebhookDeployment>): HealthCheck => ({
    check,
    look: async (remaining) => {
      const { findings = [], unseen = [] } = await look(await deployment(remaining));
      return [...findings.map(({ what }) => what), ...unseen];
    },
  });
  const keys = async (listed: NonNullable<typeof apps>, remaining: Remaining): Promise<readonly string[]> => {
    const found: string[] = [];
    await forEachAtMost({ items: await listed(remaining), atOnce }, async ({ appId, keyArn }) => {
      const refusal = keyArn === undefined ? 'its row names no key' : await refusalOf(keyArn, remaining);
      if (refusal !== undefined) found.push(`Nothing signs for App ${appId}: ${refusal}.`);
    });
    return found;
  };

  return [
    ...(apps ? [{ check: 'keys', look: (remaining: Remaining) => keys(apps, remaining) }] : []),
    ...[checkQueues, checkLedger].map(ofDoctor),
  ];
}
