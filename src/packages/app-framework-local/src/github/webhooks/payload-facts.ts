export interface PayloadFacts {
  readonly action: string | null;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
}

/** What GitHub's log of deliveries tells of a payload; nothing of what is not JSON. */
export function payloadFacts(payload: string): PayloadFacts {
  const value = parsed(payload);
  const action = memberOf(value, 'action');
  return {
    action: typeof action === 'string' ? action : null,
    installationId: idOf(memberOf(value, 'installation')),
    repositoryId: idOf(memberOf(value, 'repository')),
  };
}

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([one]) => one === name)?.[1];
}

function idOf(value: unknown): number | null {
  const id = memberOf(value, 'id');
  return typeof id === 'number' ? id : null;
}
