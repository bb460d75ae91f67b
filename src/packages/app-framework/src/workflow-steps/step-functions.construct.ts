import type { StepPermissions } from './step-options';

/** Which function does a step: each has a role of its own, that gets tokens with these permissions and no others. */
export interface StepFunction {
  readonly id: string;
  readonly description: string;
  /** Absent for the one that acts as people. */
  readonly permissions?: StepPermissions;
  readonly reads?: 'payloads' | 'identities';
  /** What reads may take long, and is begun anew by each try. What writes is killed soon, for the next try waits until it is. @default 60 */
  readonly seconds?: number;
}

export const reader: StepFunction = {
  id: 'Reader',
  description: 'Steps of workflows that read pull requests, commits and files',
  permissions: { contents: 'read', pull_requests: 'read' },
  reads: 'payloads',
  seconds: 300,
};
export const writer: StepFunction = {
  id: 'Writer',
  description: 'Steps of workflows that write comments, labels, issues and reviews',
  permissions: { issues: 'write', pull_requests: 'write' },
  reads: 'identities',
};
export const checker: StepFunction = {
  id: 'Checker',
  description: 'Steps of workflows that make check runs of their own',
  permissions: { checks: 'write' },
};
export const deployer: StepFunction = {
  id: 'Deployer',
  description: 'Steps of workflows that begin deployments',
  permissions: { deployments: 'write', pull_requests: 'read' },
};
export const person: StepFunction = {
  id: 'Person',
  description: 'Steps of workflows that act as the person who started them',
  reads: 'payloads',
};

/** For steps that need what the others have no function for: one for each set of permissions. */
export function requester(permissions: StepPermissions): StepFunction {
  const names = Object.entries(permissions)
    .map(([name, level]) => `${name}-${level}`)
    .sort();
  return {
    id: `Requester-${names.join('-')}`,
    description: `Steps of workflows that ask GitHub with ${names.join(', ')}`.slice(0, 256),
    permissions,
  };
}

/** What an App needs for a step, by GitHub's names: of what its function may do, what this one does. */
export function neededFor({
  step,
  by,
  options,
}: {
  readonly step: string;
  readonly by: StepFunction;
  readonly options: object;
}): StepPermissions {
  if (by === deployer && !isOfPull(options)) return { deployments: 'write' };
  if (by !== writer) return by.permissions ?? {};
  const isOfIssue = step === 'createIssue' || ('issue' in options && options.issue !== undefined);
  return isOfIssue ? { issues: 'write' } : { pull_requests: 'write' };
}

/** Whether it deploys to an environment that goes with a pull request. */
function isOfPull(options: object): boolean {
  return 'whenClosed' in options && options.whenClosed !== undefined;
}

/** Adds what is needed to what was before, each to the higher level. */
export function raise(needs: Record<string, 'read' | 'write'>, more: StepPermissions): void {
  for (const [name, level] of Object.entries(more)) if (needs[name] !== 'write') needs[name] = level;
}
