import type { KeptJob } from '../jobs/job-row';
import { type AskContext, type ContextQuestion, told } from '../repository-context/ask';
import type { RepositoryContext } from '../repository-context/repository-context';
import type { ReportCollaborators } from './check-steps';
import type { DeployCollaborators } from './deploy-step';
import type { GivenMembers } from './given-members';
import type { StepCall } from './step-call';
import type { StepPermissions } from './step-options';

/** A write that is not to be there twice. */
export interface WriteOnce {
  /** What is sent to GitHub, with the mark that finds it again. */
  readonly write: (mark: string) => Promise<unknown>;
  /** What an earlier try made; absent where it made nothing. */
  readonly find: (mark: string, since: Date) => Promise<unknown>;
  /** What is kept of it, and answered. */
  readonly result: (made: unknown) => object;
}

/** What a step works with. */
export interface StepContext {
  readonly call: StepCall;
  readonly job: KeptJob;
  readonly given: GivenMembers;
  /** What writes is sent only while the job may: it throws a StepFailure once that is over. */
  readonly ask: AskContext;
  readonly context: RepositoryContext;
  /** Absent in functions that deploy nothing. */
  readonly deployments: DeployCollaborators | undefined;
  /** Absent in functions that report nothing. */
  readonly reports: ReportCollaborators | undefined;
  readonly remainingMilliseconds: () => number;
  /** Whether what is read by now must do: what is left of the time is for telling it. */
  readonly isOver: () => boolean;
  readonly once: (write: WriteOnce) => Promise<object>;
  /** Lets the job write what others may too, unless a newer one has. @throws StepFailure `Overtaken` */
  readonly claim: (what: string) => Promise<void>;
  /** Whether the bot of the App, or the person that the step acts as, wrote it. */
  readonly isOwn: (made: unknown) => Promise<boolean>;
}

/** One kind of step: what its token may do, and what it does. */
export interface Step {
  readonly permissions: (call: StepCall) => StepPermissions;
  readonly run: (context: StepContext) => Promise<object>;
}

/** The data of GitHub's answer. @throws NotTold */
export async function dataOf(ask: AskContext, question: ContextQuestion): Promise<unknown> {
  return told(await ask(question)).data;
}

/** Where a comment or a label goes decides what a token must be let do. */
export function onIssue({ given }: StepCall): StepPermissions {
  return given.issue === undefined || given.issue === null ? { pull_requests: 'write' } : { issues: 'write' };
}
