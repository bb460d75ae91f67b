import { createCallerCeilings } from './caller-ceilings';
import type { MintBudgets } from './mint-budget-table';

/** Callers without ceilings; or, by name below the deployment's path, with the ones given. */
export function createFakeCeilings(ceilings: Readonly<Record<string, object>> = {}, budgets: MintBudgets = unlimited) {
  return createCallerCeilings({
    readRecord: async (name) => (ceilings[name] ? JSON.stringify({ version: 1, ...ceilings[name] }) : undefined),
    budgets,
    callersWithoutCeiling: 'allowed',
  });
}

async function unlimited() {
  return { kind: 'spent' } as const;
}
