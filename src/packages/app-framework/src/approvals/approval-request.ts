import { field, textsIn } from '../lambda/parsed-json';

/** What somebody says of a job: in a comment, or by a button of its check run. What `cancel` ends need not wait. */
export interface ApprovalRequest {
  readonly operation: 'approve' | 'reject' | 'cancel';
  /** Full name of the repository where they say it. */
  readonly repository: string;
  readonly repositoryId: number;
  readonly host: string;
  /** Id of the job, or the beginning of one. */
  readonly job: string;
  readonly by: { readonly id: number; readonly login: string };
  /** What it waits for, where that is several. */
  readonly name?: string;
  /** Of a comment: when it got this text, in ISO 8601. */
  readonly writtenAt?: string;
  /** Of a button: the mark of the wait that it was shown for; absent where that was the start of the job. */
  readonly wait?: string;
}

/** What came of it, in Markdown for whoever asked. */
export interface ApprovalAnswer {
  readonly kind: 'done' | 'refused';
  readonly text: string;
}

const decisions = ['approve', 'reject', 'cancel'] as const;

export function isDecision(text: unknown): text is ApprovalRequest['operation'] {
  return decisions.some((one) => one === text);
}

/** @throws Error for what is no such request */
export function parseApprovalRequest(asked: unknown): ApprovalRequest {
  const by = field(asked, 'by');
  const operation = field(asked, 'operation');
  const members = ['repository', 'host', 'job', 'name', 'writtenAt', 'wait'];
  const [repository, host, job, name, writtenAt, wait] = textsIn(asked, members);
  const [repositoryId, id, login] = [field(asked, 'repositoryId'), field(by, 'id'), field(by, 'login')];
  const isPlace = repository !== undefined && typeof repositoryId === 'number' && host !== undefined;
  if (isDecision(operation) && isPlace && job !== undefined && typeof id === 'number' && typeof login === 'string')
    return {
      operation,
      repository,
      repositoryId,
      host,
      job,
      by: { id, login },
      ...(name !== undefined && { name }),
      ...(writtenAt !== undefined && { writtenAt }),
      ...(wait !== undefined && { wait }),
    };
  throw new Error('This is no approval: give operation, host, repository, repositoryId, job, and by whom.');
}
