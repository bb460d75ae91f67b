import type { RerunNamed } from '../job-keeping/operate-jobs';
import { field, textsIn } from '../lambda/parsed-json';
import { type Permission, permissions } from '../rights/rights';

/** What the code of a bot asks for, which has judged who may: that a job of the repository is run again where somebody says so. */
export interface RerunByCommand {
  readonly rerun: {
    /** Id of the job, or the beginning of one. */
    readonly job: string;
    /** With what GitHub says that they have at least; an earlier version of the bot's code tells nothing of that. */
    readonly by: { readonly id: number; readonly login: string; readonly has: Permission };
  };
  readonly repository: string;
  readonly repositoryId: number;
  readonly host: string;
  /** Of the App that was told; absent where an earlier version of its code asks. */
  readonly appId?: number | undefined;
  readonly installationId?: number | undefined;
}

/** Runs a job again for whoever said so: its steps may act as that person, where it was theirs. */
export function createRerunByCommand(rerunNamed: RerunNamed) {
  return function rerun(asked: RerunByCommand, remainingMilliseconds: () => number) {
    const { rerun: wanted, appId, installationId, ...place } = parsed(asked);
    const { repository } = place;
    const at = appId !== undefined && installationId !== undefined ? { appId, installationId, repository } : undefined;
    return rerunNamed({ ...place, job: wanted.job }, { ...wanted.by, at }, remainingMilliseconds);
  };
}

/** @throws Error for what is no such request */
function parsed(asked: unknown): RerunByCommand {
  const rerun = field(asked, 'rerun');
  const by = field(rerun, 'by');
  const [repository, host] = textsIn(asked, ['repository', 'host']);
  const [repositoryId, job] = [field(asked, 'repositoryId'), field(rerun, 'job')];
  const [id, login] = [field(by, 'id'), field(by, 'login')];
  const has = permissions.find((one) => one === field(by, 'has')) ?? 'read';
  const [appId, installationId] = ['appId', 'installationId'].map((name) => numberIn(asked, name));
  const isPlace = repository !== undefined && host !== undefined && typeof repositoryId === 'number';
  if (isPlace && typeof job === 'string' && typeof id === 'number' && typeof login === 'string')
    return { rerun: { job, by: { id, login, has } }, repository, repositoryId, host, appId, installationId };
  throw new Error('No job is run again by this: give host, repository, repositoryId, rerun.job and rerun.by.');
}

function numberIn(holder: unknown, name: string): number | undefined {
  const value = field(holder, name);
  return typeof value === 'number' ? value : undefined;
}
