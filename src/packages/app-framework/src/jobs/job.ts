import { createHash } from 'node:crypto';
import { parsedJson } from '../lambda/parsed-json';
import type { Permission } from '../rights/rights';
import type { TriggerSubject } from '../triggers/trigger-subject';
import type { GitHubEventDetail } from '../webhooks/github-event';

export type OpenStatus = 'QUEUED' | 'RUNNING' | 'WAITING';
/** `SKIPPED` was never started: filters of a trigger refused it, and the trigger has its check concluded. */
export type FinalStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'SUPERSEDED' | 'SKIPPED';
export type JobStatus = OpenStatus | FinalStatus;

export const openStatuses: readonly JobStatus[] = ['QUEUED', 'RUNNING', 'WAITING'];
export const finalStatuses: readonly FinalStatus[] = [
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'SUPERSEDED',
  'SKIPPED',
];
export const stoppedStatuses = ['ABORTED', 'SUPERSEDED'] as const;

/** That somebody wants a job to end, what it has come to then, and why, in words for people. */
export interface StopReason {
  readonly as: (typeof stoppedStatuses)[number];
  readonly reason: string;
}

/** What a comment tells of a job: also which steps it took, where the service keeps a history of them, or only what has become of it. */
export type CommentKind = 'steps' | 'status';
export const commentKinds: readonly CommentKind[] = ['steps', 'status'];

/** One start of a workflow: one execution of its state machine, which has the job's id as its name. */
export interface Job {
  readonly jobId: string;
  /** The job whose attempt this is: itself where it is the first. */
  readonly firstJob: string;
  /** From 1. */
  readonly attempt: number;
  readonly workflow: string;
  readonly check: string;
  readonly machine: string;
  /** What the execution is started with, to the byte. */
  readonly input: string;
  readonly host: string;
  readonly appId: number;
  readonly installationId: number;
  readonly repositoryId: number;
  readonly repository: string;
  readonly sha: string;
  readonly pullRequest?: number;
  readonly deliveryId: string;
  /** There where it is not started until somebody approves its commit: it is of a fork. */
  readonly needsApproval?: 'fork';
  /** Those that go on one at a time: the newest of a group ends the others. Absent for what nobody pushed just now. */
  readonly group?: string;
  /** How many of its workflow run at once in its installation; absent where any number may. */
  readonly limit?: number;
  /** Absent where nobody wants a comment about it. */
  readonly comment?: CommentKind;
  /** When GitHub says that its event happened, in seconds since 1970; absent where it does not. */
  readonly happenedAtSeconds?: number;
  /** Whose event it was, or who ran it again; absent where GitHub names nobody. */
  readonly userId?: number;
  /** Their login by then. */
  readonly startedBy?: string;
  /** What the command asks for that started it: whoever has less does not run it again. Absent where no command did. */
  readonly permission?: Permission;
  /** Logins that the trigger of that command names, a space between them: nobody else runs it again. Absent where it names none. */
  readonly authors?: string;
}

/** The deployment at GitHub that a step of a job made. */
export interface JobDeployment {
  readonly id: number;
  readonly environment: string;
  /** Where what is deployed is to be seen. */
  readonly url?: string;
  /** There where the environment is the pull request's own: what becomes of the deployment when that is closed. */
  readonly whenClosed?: WhenClosed;
}

/** `retire`: it is said to be inactive; `delete`: it is removed as well. */
export type WhenClosed = 'retire' | 'delete';

/** What a step of a job asks people for, before it goes on. */
export interface AskedApproval {
  readonly name: string;
  /** Least permission in the repository of whoever decides. */
  readonly permission: string;
  /** `others`: nobody decides whose job it is. */
  readonly by: 'anybody' | 'others';
  /** ISO 8601; absent where an earlier version asked. */
  readonly askedAt?: string;
  /** ISO 8601: then it waits no more. */
  readonly until: string;
}

/** What a job's execution is given: ids and references, no token and no secret. */
export interface JobInput {
  readonly job: string;
  readonly attempt: number;
  readonly workflow: string;
  readonly host: string;
  readonly appId: number;
  readonly installationId: number;
  readonly deliveryId: string;
  readonly event: string;
  readonly action?: string;
  readonly repository: { readonly id: number; readonly fullName: string };
  readonly sha: string;
  readonly ref?: string;
  readonly pullRequest?: number;
  readonly sender?: { readonly id: number; readonly login: string };
  /** Id of the trigger, where it is data of the installation. */
  readonly trigger?: string;
  /** What the trigger gives along, and the command. */
  readonly parameters?: unknown;
  /** What was dispatched along, where it is small. */
  readonly clientPayload?: unknown;
  /** Of a schedule: the time that had come, ISO 8601. */
  readonly scheduledAt?: string;
  /** Where the payload of the event lies; a schedule has none. */
  readonly payload?: { readonly bucket: string; readonly key: string };
}

/** Which jobs of a workflow a newer one ends while they run. */
export interface Concurrency {
  /** Those of one pull request, or of one branch where there is none; or those of one branch or tag. */
  readonly group: 'pull-request' | 'branch';
  readonly cancelRunning: true;
}

/** What of an event a job is made of; a schedule has no payload. */
export type JobOrigin = Pick<
  GitHubEventDetail,
  'host' | 'app_id' | 'delivery_id' | 'installation' | 'repository' | 'sender' | 'replay_id'
> &
  Partial<Pick<GitHubEventDetail, 's3_reference'>>;

export interface SaidCommand {
  /** Which of its comment it is, from 1. */
  readonly ordinal: number;
  /** Which start of workflows under one name it is of those that it makes, from 1. */
  readonly nth: number;
  /** What it was given. */
  readonly given: Readonly<Record<string, unknown>>;
  /** What it asks for of whoever says it; absent where an earlier version of the bot's code does not tell. */
  readonly permission?: Permission | undefined;
  /** Whom the triggers name by which it starts something; absent where it may be anybody. */
  readonly authors?: readonly string[] | undefined;
}

export interface JobToMake {
  readonly workflow: {
    readonly name: string;
    readonly check: string;
    readonly machine: string;
    readonly concurrency?: Concurrency | undefined;
    readonly comment?: CommentKind | undefined;
    readonly limit?: number | undefined;
  };
  readonly delivery: JobOrigin;
  readonly subject: TriggerSubject;
  /** What was dispatched along, where it is small. */
  readonly clientPayload?: object | undefined;
  /** The trigger that is data of the installation, where it is one: each starts a job of its own, with a check of its own. */
  readonly trigger?: { readonly id: string; readonly parameters?: string | undefined } | undefined;
  /** The command that somebody said, where it is one. */
  readonly command?: SaidCommand | undefined;
  /** The schedule, where it is one, and the time that has come. */
  readonly scheduled?: { readonly id: string; readonly at: Date } | undefined;
}

/** The job that a delivery starts of a workflow: the same one however often it is asked; absent where the event has no place for it. */
export function jobOf({
  workflow,
  delivery,
  subject,
  clientPayload,
  trigger,
  command,
  scheduled,
}: JobToMake): Job | undefined {
  const { host, app_id: appId, delivery_id: deliveryId, installation, repository, sender } = delivery;
  const { sha, pullRequest, happenedAtSeconds } = subject;
  if (!installation || !repository || sha === undefined) return undefined;
  const started = [host, appId, deliveryId, delivery.replay_id ?? '', workflow.name];
  const jobId = jobIdOf([
    ...started,
    ...(trigger ? [trigger.id] : []),
    ...(command ? ['command', command.ordinal, subject.command ?? '', sha, command.nth] : []),
    ...(scheduled ? [scheduled.id, installation.id, repository.id, scheduled.at.toISOString()] : []),
  ]);
  const parameters = parametersOf({ trigger, command });
  const common = {
    workflow: workflow.name,
    host,
    appId,
    installationId: installation.id,
    deliveryId,
    sha,
    ...(pullRequest !== undefined && { pullRequest }),
  };
  const input: JobInput = {
    job: jobId,
    attempt: 1,
    ...common,
    event: subject.event,
    ...(subject.action !== undefined && { action: subject.action }),
    repository: { id: repository.id, fullName: repository.full_name },
    ...(subject.ref !== undefined && { ref: subject.ref }),
    ...(sender && { sender: { id: sender.id, login: sender.login } }),
    ...(trigger && { trigger: trigger.id }),
    ...(parameters && { parameters }),
    ...(clientPayload && { clientPayload }),
    ...(scheduled && { scheduledAt: scheduled.at.toISOString() }),
    ...(delivery.s3_reference && { payload: delivery.s3_reference }),
  };
  return {
    jobId,
    firstJob: jobId,
    attempt: 1,
    ...common,
    check: trigger ? `${workflow.check} (${trigger.id})` : workflow.check,
    machine: workflow.machine,
    input: JSON.stringify(input),
    repositoryId: repository.id,
    repository: repository.full_name,
    ...(workflow.comment && { comment: workflow.comment }),
    ...(workflow.limit !== undefined && { limit: workflow.limit }),
    ...(workflow.concurrency &&
      delivery.replay_id === undefined && {
        group: groupOf(workflow.concurrency, { repositoryId: repository.id, subject, trigger }),
      }),
    ...(happenedAtSeconds !== undefined && { happenedAtSeconds }),
    ...(sender && { userId: sender.id, startedBy: sender.login }),
    ...(command?.permission !== undefined && { permission: command.permission }),
    ...(command?.authors && { authors: command.authors.join(' ') }),
  };
}

/** A command that is given something means that, whatever the trigger says. */
function parametersOf({ trigger, command }: Pick<JobToMake, 'trigger' | 'command'>): object | undefined {
  const constants = trigger?.parameters === undefined ? undefined : Object(parsedJson(trigger.parameters));
  return constants || command ? { ...constants, ...command?.given } : undefined;
}

interface Grouped extends Pick<JobToMake, 'subject' | 'trigger'> {
  readonly repositoryId: number;
}

/** A branch of a fork may have any name, also that of one here: it is in no group with that, and a command is on no branch. Nor are jobs of two triggers that are data in one. */
function groupOf({ group }: Concurrency, { repositoryId, subject, trigger }: Grouped): string {
  const { pullRequest, ref = '', isFork, sha } = subject;
  const isOfPull = (group === 'pull-request' || isFork) && pullRequest !== undefined;
  const place = `${repositoryId}#${isOfPull ? pullRequest : isFork || ref === '' ? sha : ref}`;
  return trigger ? `${place}#${trigger.id}` : place;
}

/** A name that an execution may have, and that nobody chooses. */
export function jobIdOf(parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

export function isJobId(text: unknown): text is string {
  return typeof text === 'string' && /^[0-9a-f]{40}$/.test(text);
}

/** What the jobs of a repository are found by, whatever it is called by now. */
export function repositoryKey({ host, repositoryId }: Pick<Job, 'host' | 'repositoryId'>): string {
  return `${host}#${repositoryId}`;
}

/** What those are found by that began when it was called so, in letters of any case. */
export function repositoryName(fullName: string): string {
  return fullName.toLowerCase();
}
