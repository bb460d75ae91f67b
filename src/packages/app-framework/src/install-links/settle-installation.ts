import type { AccountOfApp } from './binding';
import type { Bindings } from './binding-table';
import type { Evidence, EvidenceTable } from './evidence-table';

export interface SettlingCollaborators {
  readonly bindings: Pick<Bindings, 'ofAccount' | 'end' | 'suspend'>;
  readonly evidence: Pick<EvidenceTable, 'read'>;
}

/**
 * Brings the bindings of an installation to what GitHub's events say of it. Whoever wrote, a binding or what an event said, settles afterwards: of
 * two that write at one time, the one that looks later finds the other. Answers what the events said.
 */
export function createSettle({ bindings, evidence }: SettlingCollaborators) {
  return async function settle(
    installation: AccountOfApp & { readonly installationId: number },
    remaining: () => number,
  ): Promise<Evidence & { readonly ended: number }> {
    const told = (await evidence.read(installation, remaining)) ?? { isGone: false };
    const { isGone, suspension } = told;
    let ended = 0;
    if (!isGone && !suspension) return { ...told, ended };
    for (const binding of await bindings.ofAccount(installation, remaining)) {
      if (binding.installationId !== installation.installationId) continue;
      if (isGone && (await bindings.end(binding, 'uninstalled', remaining))) ended += 1;
      if (!isGone && suspension) await bindings.suspend(binding, suspension, remaining);
    }
    return { ...told, ended };
  };
}
