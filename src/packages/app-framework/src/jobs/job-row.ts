import { numberOf, textOf, timeOf } from '../aws/table-item';
import { logError } from '../lambda/logger';
import { field, parsedJson, textsIn } from '../lambda/parsed-json';
import { permissions } from '../rights/rights';
import {
  type AskedApproval,
  commentKinds,
  finalStatuses,
  type Job,
  type JobDeployment,
  type JobStatus,
  jobIdOf,
  openStatuses,
  repositoryKey,
  repositoryName,
  type StopReason,
  stoppedStatuses,
} from './job';

/** A job as its row tells it. */
export interface KeptJob extends Job {
  readonly status: JobStatus;
  /** How often its execution was redriven: what is told of an earlier run of it is old. */
  readonly redrives: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Absent until Step Functions has told of its execution. */
  readonly executionArn?: string;
  /** There where somebody wants it to end. */
  readonly stop?: StopReason;
  /** Name of the error that it ended with. */
  readonly error?: string;
  readonly cause?: string;
  /** Absent while it goes on, and where it was never started. */
  readonly endedAt?: Date;
  readonly checkRunId?: number;
  /** Whether a check run may be there that the row does not know. */
  readonly isCheckRunBegun: boolean;
  /** Status that its check run shows. */
  readonly shown?: string;
  /** Version of what its steps have to say in its check run; absent where they say nothing. */
  readonly reported?: number;
  /** Of that, the one that the check run shows. */
  readonly reportShown?: number;
  /** Whether GitHub took no conclusion of it, and may take one later: it may let the App write no more. */
  readonly isHeld: boolean;
  readonly commentId?: number;
  /** Whether a comment may be there that the row does not know. */
  readonly isCommentBegun: boolean;
  /** What its comment says, as the writer of comments spells it. */
  readonly commented?: string;
  /** What its execution waits for; absent where that runs. */
  readonly waitsFor?: AskedApproval;
  /** There where a step of it deploys to an environment. */
  readonly deployment?: JobDeployment;
  /** What its deployment says, as the writer of deployments spells it. */
  readonly deploymentSaid?: string;
  /** Login of who let it start. */
  readonly approvedBy?: string;
  /** Why the last press of one of its buttons did nothing, and whose it was: Markdown of ours. */
  readonly refusal?: string;
}

/** What a step asks for, as a text that the row keeps. */
export function waitText({ name, permission, by, askedAt, until }: AskedApproval): string {
  return JSON.stringify({ name, permission, by, askedAt, until });
}

/** Tells a wait of a job from all others of it, earlier ones of the same step among them: the buttons that are shown for it bear this. */
export function waitMark({ jobId }: Pick<Job, 'jobId'>, { name, askedAt, until }: AskedApproval): string {
  return jobIdOf([jobId, name, askedAt ?? until]).slice(0, markLength);
}

/** GitHub takes 20 characters of what a button is known by: this, and what it does. */
const markLength = 12;

function waitIn(item: unknown): AskedApproval | undefined {
  const text = textOf(item, 'Status') === 'WAITING' ? textOf(item, 'WaitsFor') : undefined;
  if (text === undefined) return undefined;
  const names = ['name', 'permission', 'by', 'until', 'askedAt'];
  const [name = '', permission = '', by, until = '', askedAt] = textsIn(parsedJson(text), names);
  return { name, permission, by: by === 'anybody' ? by : 'others', until, ...(askedAt !== undefined && { askedAt }) };
}

/** A deployment, as a text that the row keeps. */
export function deploymentText({ id, environment, url, whenClosed }: JobDeployment): string {
  return JSON.stringify({ id, environment, url, whenClosed });
}

function deploymentIn(item: unknown): JobDeployment | undefined {
  const text = textOf(item, 'Deployment');
  const read = text === undefined ? undefined : parsedJson(text);
  const [id, environment, url, whenClosed] = ['id', 'environment', 'url', 'whenClosed'].map((name) =>
    field(read, name),
  );
  if (typeof id !== 'number' || typeof environment !== 'string') return undefined;
  return {
    id,
    environment,
    ...(typeof url === 'string' && { url }),
    ...((whenClosed === 'retire' || whenClosed === 'delete') && { whenClosed }),
  };
}

/** Whether it waits, and is not started, until somebody approves its commit. */
export function isUnapproved({ needsApproval, approvedBy, status }: KeptJob): boolean {
  return needsApproval !== undefined && approvedBy === undefined && status === 'WAITING';
}

const needsOfApproval = ['fork'] as const;
const textsOfSome = { StartedBy: 'startedBy', ConcurrencyGroup: 'group', Authors: 'authors' } as const;
const texts = {
  JobId: 'jobId',
  FirstJob: 'firstJob',
  Workflow: 'workflow',
  CheckName: 'check',
  StateMachineArn: 'machine',
  Input: 'input',
  Host: 'host',
  RepoFullName: 'repository',
  HeadSha: 'sha',
  DeliveryId: 'deliveryId',
  CommentKind: 'comment',
  NeedsApproval: 'needsApproval',
  Permission: 'permission',
  ...textsOfSome,
} as const;
const numbers = {
  Attempt: 'attempt',
  AppId: 'appId',
  InstallationId: 'installationId',
  RepositoryId: 'repositoryId',
  PullRequest: 'pullRequest',
  UserId: 'userId',
  SlotLimit: 'limit',
  HappenedAt: 'happenedAtSeconds',
} as const;

const optionalTexts = {
  Error: 'error',
  Cause: 'cause',
  Shown: 'shown',
  ExecutionArn: 'executionArn',
  Commented: 'commented',
  ApprovedBy: 'approvedBy',
  Refusal: 'refusal',
  DeploymentSaid: 'deploymentSaid',
  ...textsOfSome,
} as const;
const optionalNumbers = {
  PullRequest: 'pullRequest',
  UserId: 'userId',
  CheckRunId: 'checkRunId',
  Reported: 'reported',
  ReportShown: 'reportShown',
  CommentId: 'commentId',
  SlotLimit: 'limit',
  HappenedAt: 'happenedAtSeconds',
} as const;

/** Those of these attributes that are there, by their members. */
function presentIn<Member extends string, Value>(
  names: Readonly<Record<string, Member>>,
  read: (attribute: string) => Value | undefined,
): { readonly [Name in Member]?: Value } {
  const members: { [Name in Member]?: Value } = {};
  for (const [attribute, member] of Object.entries(names)) {
    const value = read(attribute);
    if (value !== undefined) members[member] = value;
  }
  return members;
}

/** The attributes of a job that never change. */
export function rowOf(job: Job) {
  const entries = [
    ...Object.entries(texts)
      .filter(([, member]) => job[member] !== undefined)
      .map(([attribute, member]) => [attribute, { S: job[member] }]),
    ...Object.entries(numbers)
      .filter(([, member]) => job[member] !== undefined)
      .map(([attribute, member]) => [attribute, { N: String(job[member]) }]),
  ];
  const keys = { RepoKey: { S: repositoryKey(job) }, RepoName: { S: repositoryName(job.repository) } };
  return { ...Object.fromEntries(entries), ...keys };
}

/** Where in the index of those that are not settled a job stands: by its installation, then its workflow, then its age. */
export function unsettledPlace(job: Job & { readonly createdAt: Date }) {
  const { workflow, createdAt, jobId } = job;
  return {
    UnsettledIn: { S: installationKey(job) },
    UnsettledAs: { S: `${workflow}#${createdAt.toISOString()}#${jobId}` },
  };
}

const held = 'held#';

/** Where in that index those of an installation stand that are held. */
export function heldPlace(job: Pick<Job, 'host' | 'appId' | 'installationId'>): string {
  return `${held}${installationKey(job)}`;
}

export function installationKey({ host, appId, installationId }: Pick<Job, 'host' | 'appId' | 'installationId'>) {
  return `${host}#${appId}#${installationId}`;
}

/** Which jobs wait for one another where their workflow has a limit: those of it in one installation. */
export function lineKey(job: Pick<Job, 'host' | 'appId' | 'installationId' | 'workflow'>): string {
  return `${installationKey(job)}#${job.workflow}`;
}

/** @throws Error for a row that lacks what every job has */
export function keptJob(item: unknown): KeptJob | undefined {
  if (item === undefined) return undefined;
  try {
    return jobIn(item);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The row of job ${textOf(item, 'JobId')} cannot be read: ${why}`, { cause });
  }
}

/** The jobs of rows. One that cannot be read is logged, and holds up no other. */
export function keptJobs(rows: unknown, onUnreadable: () => void = () => undefined): KeptJob[] {
  const jobs: KeptJob[] = [];
  for (const row of Array.isArray(rows) ? rows : []) {
    try {
      jobs.push(...[keptJob(row)].flatMap((job) => job ?? []));
    } catch (error) {
      onUnreadable();
      logError('job is left out', error, { job: textOf(row, 'JobId') });
    }
  }
  return jobs;
}

function jobIn(item: unknown): KeptJob {
  const text = (name: keyof typeof texts | 'Status') => needed(name, textOf(item, name));
  const number = (name: keyof typeof numbers | 'Redrives') => needed(name, numberOf(item, name));
  const time = (name: string) => needed(name, timeOf(item, name));
  const [needs, comment, asked] = ['NeedsApproval', 'CommentKind', 'Permission'].map((name) => textOf(item, name));
  const [stop, waitsFor, deployment, endedAt] = [
    stopIn(item),
    waitIn(item),
    deploymentIn(item),
    timeOf(item, 'EndedAt'),
  ];
  return {
    jobId: text('JobId'),
    firstJob: text('FirstJob'),
    attempt: number('Attempt'),
    workflow: text('Workflow'),
    check: text('CheckName'),
    machine: text('StateMachineArn'),
    input: text('Input'),
    host: text('Host'),
    repository: text('RepoFullName'),
    sha: text('HeadSha'),
    deliveryId: text('DeliveryId'),
    appId: number('AppId'),
    installationId: number('InstallationId'),
    repositoryId: number('RepositoryId'),
    status: oneOf('Status', [...openStatuses, ...finalStatuses], text('Status')),
    redrives: number('Redrives'),
    createdAt: time('CreatedAt'),
    updatedAt: time('UpdatedAt'),
    isCheckRunBegun: textOf(item, 'CheckRunBegunAt') !== undefined,
    isHeld: textOf(item, 'UnsettledIn')?.startsWith(held) ?? false,
    isCommentBegun: textOf(item, 'CommentBegunAt') !== undefined,
    ...presentIn(optionalTexts, (name) => textOf(item, name)),
    ...presentIn(optionalNumbers, (name) => numberOf(item, name)),
    ...(comment !== undefined && { comment: oneOf('CommentKind', commentKinds, comment) }),
    ...(needs !== undefined && { needsApproval: oneOf('NeedsApproval', needsOfApproval, needs) }),
    ...(asked !== undefined && { permission: oneOf('Permission', permissions, asked) }),
    ...(waitsFor && { waitsFor }),
    ...(deployment && { deployment }),
    ...(stop && { stop }),
    ...(endedAt && { endedAt }),
  };
}

function stopIn(item: unknown): StopReason | undefined {
  const reason = textOf(item, 'StopReason');
  if (reason === undefined) return undefined;
  return { as: oneOf('StopAs', stoppedStatuses, needed('StopAs', textOf(item, 'StopAs'))), reason };
}

function needed<Value>(name: string, value: Value | undefined): Value {
  if (value !== undefined) return value;
  throw new Error(`it has no ${name}, and was not written by this version.`);
}

function oneOf<Word extends string>(name: string, words: readonly Word[], text: string): Word {
  return needed(
    `${name} that is known`,
    words.find((word) => word === text),
  );
}
