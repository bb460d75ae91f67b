import { type Action, type Severity, type Source, severities, sources } from './finding';

/** What is done about findings, by where they come from and how bad they are. */
export type Policy = Readonly<Record<Source, Readonly<Record<Severity, readonly Action[]>>>>;

/** A part of one: what it does not name stays as it was. */
export type PartOfPolicy = Readonly<Partial<Record<Source, Readonly<Partial<Record<Severity, readonly Action[]>>>>>>;

const worstBlocks = { critical: ['block', 'issue', 'notify'] } as const;
export const defaultPolicy: Policy = {
  code_scanning: { ...worstBlocks, high: ['comment', 'issue'], medium: ['annotate'], low: ['ignore'] },
  dependabot: { ...worstBlocks, high: ['annotate', 'issue'], medium: ['annotate'], low: ['ignore'] },
  secret_scanning: {
    ...worstBlocks,
    high: ['block', 'issue', 'notify'],
    medium: ['annotate', 'issue'],
    low: ['annotate'],
  },
  security_advisory: { critical: ['notify'], high: ['ignore'], medium: ['ignore'], low: ['ignore'] },
};

/** What can be done about a finding at all: an advisory belongs to no repository, and only code is in a pull request. */
export const possible: Readonly<Record<Source, readonly Action[]>> = {
  code_scanning: ['block', 'annotate', 'issue', 'comment', 'notify', 'ignore'],
  dependabot: ['block', 'annotate', 'issue', 'notify', 'ignore'],
  secret_scanning: ['block', 'annotate', 'issue', 'notify', 'ignore'],
  security_advisory: ['notify', 'ignore'],
};

/** What `above` names, and what `below` names besides. */
export function partsTogether(below: PartOfPolicy, above: PartOfPolicy): PartOfPolicy {
  const named = sources.map((source) => [source, { ...below[source], ...above[source] }]);
  return Object.fromEntries(named);
}

/** In the place of what stood there. */
export function replaced(below: Policy, above: PartOfPolicy): Policy {
  return eachCell((source, severity) => above[source]?.[severity] ?? below[source][severity]);
}

/** What `demanded` names is done, whatever the policy says, and what that says besides. */
export function strengthened(policy: Policy, demanded: PartOfPolicy): Policy {
  return eachCell((source, severity) => {
    const demand = demanded[source]?.[severity] ?? [];
    return [...new Set([...policy[source][severity], ...demand])];
  });
}

/** `ignore` counts where nothing else is asked for. What is not possible is not asked for. */
export function actionsFor(policy: Policy, { source, severity }: { source: Source; severity: Severity }): Action[] {
  const asked = policy[source][severity].filter((action) => possible[source].includes(action) && action !== 'ignore');
  return asked.includes('block') ? asked.filter((action) => action !== 'annotate') : asked;
}

function eachCell(cell: (source: Source, severity: Severity) => readonly Action[]): Policy {
  const of = (source: Source) => ({
    critical: cell(source, 'critical'),
    high: cell(source, 'high'),
    medium: cell(source, 'medium'),
    low: cell(source, 'low'),
  });
  return {
    code_scanning: of('code_scanning'),
    dependabot: of('dependabot'),
    secret_scanning: of('secret_scanning'),
    security_advisory: of('security_advisory'),
  };
}

export function isSource(name: string): name is Source {
  return sources.some((one) => one === name);
}

export function isSeverity(name: string): name is Severity {
  return severities.some((one) => one === name);
}
