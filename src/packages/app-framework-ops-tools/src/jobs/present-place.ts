import { type JobView, type PresentPlace, UnansweredError } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { openPatient } from '../doctor/open-patient';

export interface Asking {
  /** Of the only deployment when absent. */
  readonly table: string | undefined;
  readonly progress: (line: string) => void;
}

/**
 * Where the App of a job meets its repository by now, as GitHub tells the App. Absent where GitHub is not asked, which is told: then the deployment
 * goes by what it has heard.
 *
 * @throws CommandError where the App is not installed on it, and where there are several deployments and none is named, or one that is not there
 */
export async function presentPlace(job: JobView, { table, progress }: Asking): Promise<PresentPlace | undefined> {
  const { appId, repositoryId, repository } = job;
  // An earlier version of the deployment does not tell.
  if (repositoryId === undefined) return undefined;
  try {
    return await askedPlace({ appId, repositoryId, table });
  } catch (error) {
    if (error instanceof UnansweredError && error.outcome.kind === 'not-found')
      throw new CommandError(
        'refused',
        `Job ${job.job} is not run again: App ${appId} is not installed on ${repository}, whatever that is called by now. ${error.message} Nothing was done.`,
      );
    if (isOfTable(error, table)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    progress(
      `GitHub does not tell where ${repository} is by now: ${reason} The job goes where the newest one is, where accounts allows its owner by login.`,
    );
    return undefined;
  }
}

/** None is named of several, or one that is not there. */
function isOfTable(error: unknown, named: string | undefined): boolean {
  if (error instanceof CommandError) return error.kind === 'usage' || named !== undefined;
  return named !== undefined && Object(error).name === 'ResourceNotFoundException';
}

type Asked = Pick<JobView, 'appId' | 'repositoryId'> & Pick<Asking, 'table'>;

async function askedPlace({ appId, repositoryId, table }: Asked): Promise<PresentPlace> {
  const { app } = await openPatient({ appId, table, webhooks: undefined });
  const path = `repositories/${repositoryId}`;
  const { id: installationId } = Object(await app.ask('GET /{+path}', { path: `${path}/installation` }));
  // Its routes go by its name, which may be another one there.
  const ask = await app.asInstallation(installationId, { metadata: 'read' });
  const { full_name: repository, owner } = Object(await ask('GET /{+path}', { path }));
  const { id: ownerId } = Object(owner);
  if (typeof installationId === 'number' && typeof repository === 'string')
    return { appId, installationId, repository, ...(typeof ownerId === 'number' && { ownerId }) };
  throw new Error(`It answered in an unknown form at ${path}.`);
}
