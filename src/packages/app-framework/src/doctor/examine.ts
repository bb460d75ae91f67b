import type { CheckResult, CheckState, Look } from './finding';

/** One thing that may be wrong. */
export interface Check<Of> {
  /** As it stands in the documentation. */
  readonly name: string;
  /** What is fine where nothing is found. */
  readonly about: string;
  /** @throws Error where it cannot look */
  readonly look: (patient: Of) => Promise<Look>;
}

/** Has every check look, one after the other. One that cannot says why, and the others go on. */
export async function examine<Of>(checks: readonly Check<Of>[], patient: Of): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const { name: check, about, look } of checks) {
    const seen = await look(patient).catch((error: unknown): Look => ({ unseen: [reasonOf(error)] }));
    results.push({ check, about, state: stateOf(seen), ...seen });
  }
  return results;
}

function stateOf({ findings = [], unseen = [], notHere }: Look): CheckState {
  if (findings.length > 0) return 'wrong';
  if (unseen.length > 0) return 'unknown';
  return notHere === undefined ? 'fine' : 'none';
}

/** Errors of AWS may have a name alone. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
