import type { TriggerRecord } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { Trigger } from '../triggers/trigger';
import { filtersOf } from './trigger-filters';

/** Whose events a trigger is for. An App id is of one host in a deployment. */
export interface TriggerOwner {
  readonly appId: number;
  readonly installationId: number;
}

/** A trigger that is data of an installation. */
export interface KeptTrigger {
  readonly id: string;
  /** Name of the workflow that it starts. */
  readonly workflow: string;
  readonly trigger: Trigger;
  /** JSON text of an object: what each job that it starts is given besides. */
  readonly parameters?: string | undefined;
  readonly updatedAt: Date;
  /** Of a schedule: the time that comes next. */
  readonly dueAt?: Date | undefined;
}

/** A trigger as it stands in the table; without filters that this version can read it is unusable. */
export type StoredTrigger = KeptTrigger | (Omit<KeptTrigger, 'trigger'> & { readonly trigger: undefined });

/** More are never kept for an installation. */
export const mostTriggers = 100;

/** What callers of the API are told of it. */
export function recordOf({ id, workflow, trigger, parameters, updatedAt, dueAt }: StoredTrigger): TriggerRecord {
  const [repositoryId] = trigger?.repositories ?? [];
  return {
    triggerId: id,
    workflow,
    ...(repositoryId !== undefined && { repositoryId }),
    ...(trigger && { filters: filtersOf(trigger) }),
    ...(parameters !== undefined && { parameters }),
    updatedAt,
    ...(dueAt && { dueAt }),
  };
}
