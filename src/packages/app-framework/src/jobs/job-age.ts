import type { KeptJob } from './job-row';

/** When that happened which a job is for, in milliseconds since 1970: by what GitHub says, where it does, for an event that was lost comes hours after newer ones. */
export function ageOf({ happenedAtSeconds, createdAt }: Pick<KeptJob, 'happenedAtSeconds' | 'createdAt'>): number {
  return happenedAtSeconds === undefined ? createdAt.getTime() : 1_000 * happenedAtSeconds;
}
