import type { EndpointName } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { AppFrameworkClient } from '@aws/app-framework-for-github-apps-on-aws-client';
import { clientSettings, createAwsClients } from './aws-clients';
import { createDirectory } from './directory';

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
  return clientAt(url ?? (await createDirectory(createAwsClients()).endpoint({ name: endpoint, tableName: table })));
}

/** A client of what is served at this URL. */
export function clientAt(url: string): AppFrameworkClient {
  const region = regionOf(url);
  return new AppFrameworkClient({ ...clientSettings(), endpoint: url, ...(region && { region }) });
}

/** The region that a Function URL names, which is the one to sign for; absent in other URLs. */
function regionOf(url: string): string | undefined {
  return /\.lambda-url\.([a-z0-9-]+)\.on\./.exec(new URL(url).hostname)?.[1];
}
