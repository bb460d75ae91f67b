import { AppFrameworkClient } from '@aws/app-framework-for-github-apps-on-aws-client';
import { createAwsClients } from './aws-clients';
import { createDirectory, type EndpointName } from './directory';

/** Which operation of which deployment is called. */
export interface Deployment {
  readonly endpoint: EndpointName;
  /** Name of its App table; absent where there is only one deployment. */
  readonly table: string | undefined;
}

/** A client of the API whose one endpoint was found by tag. */
export async function connectTo({ endpoint, table }: Deployment): Promise<AppFrameworkClient> {
  const directory = createDirectory(createAwsClients());
  return new AppFrameworkClient({ endpoint: await directory.endpoint({ name: endpoint, tableName: table }) });
}
