import { accountOf } from './app-lack';
import { reasonOf } from './examine';
import type { Finding, Look } from './finding';

/** Each costs a token, and large Apps have thousands. */
const mostInstallations = 20;

/** Those that can be asked, and not too many. */
export function activeInstallations(all: readonly unknown[]): {
  readonly chosen: readonly unknown[];
  readonly note?: string;
} {
  const active = all.filter((installation) => !Object(installation).suspended_at);
  const chosen = active.slice(0, mostInstallations);
  if (chosen.length === active.length) return { chosen };
  return { chosen, note: `Looked at ${chosen.length} of ${active.length} installations.` };
}

/** Looks at one after the other. One that cannot be looked at is told, and the others are. */
export async function looked(
  installations: readonly unknown[],
  note: string | undefined,
  look: (installation: unknown) => Promise<readonly Finding[]>,
): Promise<Look> {
  const findings: Finding[] = [];
  const unseen: string[] = [];
  for (const installation of installations) {
    try {
      findings.push(...(await look(installation)));
    } catch (error) {
      unseen.push(`${accountOf(installation)}: ${reasonOf(error)}`);
    }
  }
  return { findings, unseen, ...(note !== undefined && { note }) };
}
