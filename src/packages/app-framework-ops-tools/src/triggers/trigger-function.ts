import type { AppFrameworkClient } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import { appIdOf } from '../deployments/app-reference';
import { createAwsClients } from '../deployments/aws-clients';
import { clientAt } from '../deployments/framework-client';
import { functionUrl } from '../deployments/function-url';
import { onlyTagged, workflowsFunction } from '../deployments/only-tagged';

/** Whose triggers are meant, and of which deployment. */
export interface TriggersRequest {
  readonly appId: AppReference;
  readonly installation: number;
  /** Name of the function that serves them, where there are several. */
  readonly function?: string;
}

export interface OpenTriggers {
  readonly client: AppFrameworkClient;
  readonly owner: { readonly appId: number; readonly installationId: number };
}

/** What serves the triggers of a deployment. @throws CommandError where there is none, or more than one */
export async function openTriggers({ appId, installation, ...which }: TriggersRequest): Promise<OpenTriggers> {
  const { tagging, lambda } = createAwsClients();
  const FunctionName = which.function ?? (await onlyTagged(tagging, workflowsFunction('Triggers')));
  const client = clientAt(await functionUrl(lambda, FunctionName));
  const owner = { appId: await appIdOf(appId, undefined), installationId: installation };
  return { client, owner };
}
