import type { CheckResult } from './finding';

/** By which its commands tell a deployment from others of the account; none of it where there is one only. */
export interface DeploymentNames {
  readonly table?: string | undefined;
  readonly ledger?: string | undefined;
}

/** Which options of a command take which of the names, by its first word. */
const taken: Readonly<Record<string, Readonly<Record<string, keyof DeploymentNames>>>> = {
  'app-status': { table: 'table', ledger: 'ledger' },
  deliveries: { ledger: 'ledger' },
  'import-private-key': { table: 'table' },
  'list-keys': { table: 'table' },
  'rotate-webhook-secret': { 'table-name': 'table', ledger: 'ledger' },
  'update-webhook-config': { 'table-name': 'table' },
};

/** The same findings, with commands that are about this deployment whatever else the account has. */
export function namingDeployment(result: CheckResult, names: DeploymentNames): CheckResult {
  if (!result.findings) return result;
  const named = (command: string) => {
    const [first = ''] = command.split(' ');
    const options = Object.entries(taken[first] ?? {}).flatMap(([option, name]) =>
      names[name] === undefined ? [] : [`--${option} ${names[name]}`],
    );
    return [command, ...options].join(' ');
  };
  const findings = result.findings.map(({ command, ...rest }) =>
    command === undefined ? rest : { ...rest, command: named(command) },
  );
  return { ...result, findings };
}
