import { AppFrameworkClient } from '@aws/app-framework-for-github-apps-on-aws-client';
import { createAwsClients } from './aws-clients';
import { createDirectory, type EndpointName } from './directory';

/** Which operation of which deployment is called. */
export interface Deployment {
  readonly endpoint: EndpointName;
  /** Name of its App table; absent where there is only one deployment. */
  readonly table: string | undefined;
  /** Its URL, where the caller knows it: then nothing is looked up, which takes permissions of its own. */
  readonly url?: string | undefined;
}

/** A client of the API whose one endpoint was found by tag, or is known. */
export async function connectTo({ endpoint, table, url }: Deployment): Promise<AppFrameworkClient> {
  if (url !== undefined) return new AppFrameworkClient({ endpoint: url });
  const directory = createDirectory(createAwsClients());
  return new AppFrameworkClient({ endpoint: await directory.endpoint({ name: endpoint, tableName: table }) });
}
