import { patientCall } from '../aws/patient-call';
import { field } from '../lambda/parsed-json';
import type { ScheduleKey } from './schedules-table';

/** That a time of a schedule has come: everywhere, in an installation from one page of its repositories on, or in a repository. */
export interface DueWork {
  readonly schedule: ScheduleKey;
  /** ISO 8601. */
  readonly at: string;
  readonly installation?: DueInstallation;
  readonly page?: Readonly<Record<string, string>>;
  readonly repository?: DueRepository;
}

export interface DueInstallation {
  readonly appId: number;
  readonly installationId: number;
}

export interface DueRepository {
  readonly id: number;
  readonly fullName: string;
  /** The default one. */
  readonly branch: string;
}

export type SendDue = ReturnType<typeof createDueQueue>;

/** What has somebody begin with the work of a time that has come. */
export function createDueQueue({ queueUrl }: { readonly queueUrl: string }) {
  /** @throws AwsCallError */
  return async function send(work: DueWork, remainingMilliseconds: () => number): Promise<void> {
    const { installation } = work;
    const input = {
      QueueUrl: queueUrl,
      MessageBody: JSON.stringify(work),
      // By it SQS has an installation with much to be done keep no other waiting.
      ...(installation && { MessageGroupId: `${installation.appId}-${installation.installationId}` }),
    };
    await patientCall({ service: 'sqs', target: 'AmazonSQS.SendMessage', input, remainingMilliseconds });
  };
}

/** @throws Error for a message that is none of these */
export function dueWork(message: unknown): DueWork {
  const [schedule, installation, repository, page] = ['schedule', 'installation', 'repository', 'page'].map((name) =>
    field(message, name),
  );
  const told = installation === undefined ? undefined : installationIn(installation);
  return {
    schedule: { partition: text(schedule, 'partition'), id: text(schedule, 'id') },
    at: text(message, 'at'),
    ...(told && { installation: told }),
    ...(repository !== undefined && { repository: repositoryIn(repository) }),
    ...(page !== undefined && { page: pageIn(page) }),
  };
}

function installationIn(value: unknown): DueInstallation {
  return { appId: number(value, 'appId'), installationId: number(value, 'installationId') };
}

function repositoryIn(value: unknown): DueRepository {
  return { id: number(value, 'id'), fullName: text(value, 'fullName'), branch: text(value, 'branch') };
}

function pageIn(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(Object(value)).map(([name, of]) => [name, String(of)]));
}

function text(holder: unknown, name: string): string {
  const value = field(holder, name);
  if (typeof value === 'string') return value;
  throw new Error(`The message about a schedule has no ${name}.`);
}

function number(holder: unknown, name: string): number {
  const value = field(holder, name);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new Error(`The message about a schedule has no ${name}.`);
}
