import type { Job, WhenClosed } from '../jobs/job';
import { field, parsedJson } from '../lambda/parsed-json';

/** What GitHub keeps with a deployment, for whoever deploys by its events, and by which it is found again. */
export function payloadOf({ jobId, workflow, attempt, pullRequest }: Job, whenClosed: WhenClosed | undefined) {
  return {
    job: jobId,
    ...{ workflow, attempt },
    ...(pullRequest !== undefined && { pullRequest }),
    ...(whenClosed && { whenClosed }),
  };
}

/** GitHub lists deployments by their task. */
export function taskOfPull(pullRequest: number): string {
  return `deploy:pull-${pullRequest}`;
}

/** Id of the job that a deployment is of; absent where it is none of ours. */
export function jobOfDeployment(deployment: unknown): string | undefined {
  const payload = field(deployment, 'payload');
  const job = field(typeof payload === 'string' ? parsedJson(payload) : payload, 'job');
  return typeof job === 'string' ? job : undefined;
}

/** Whether the App made a deployment, or said something of one. Where GitHub does not tell through which, any bot may be meant. */
export function isOfApp(made: unknown, appId: number): boolean {
  const via = field(field(made, 'performed_via_github_app'), 'id');
  return via === undefined ? field(field(made, 'creator'), 'type') === 'Bot' : via === appId;
}
