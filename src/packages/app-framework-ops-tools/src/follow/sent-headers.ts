import type { DeliveryRecord, HookAtGitHub } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { openHook } from '../webhook-settings/open-hook';

/**
 * What GitHub sent deliveries with, by its own list. The ledger has what matters of it, so that where GitHub does not tell, or whoever follows
 * may have no tokens, they are forwarded all the same.
 */
export function createSentHeaders({
  table,
  remark,
}: {
  readonly table: string | undefined;
  readonly remark: (line: string) => void;
}) {
  const hooks = new Map<number, HookAtGitHub>();
  let isTold = false;
  return async function headersOf({ appId, deliveryId }: DeliveryRecord): Promise<Record<string, string> | undefined> {
    try {
      const hook = hooks.get(appId) ?? (await openHook({ appId, table }));
      hooks.set(appId, hook);
      const attempt = (await hook.attempts()).find((one) => one.deliveryId === deliveryId);
      return attempt && (await hook.headersOf(attempt));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!isTold) remark(`GitHub does not tell its headers, those that the ledger has are sent: ${reason}`);
      isTold = true;
      return undefined;
    }
  };
}
