import type { DeploymentOperations } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { openLedger } from '../deliveries/open-ledger';
import { createAwsClients } from '../deployments/aws-clients';

/** Where the tokens of people are, in a deployment that people sign in to. */
export type PeopleParts = NonNullable<DeploymentOperations['people']>;

/** The deployment that people sign in to: the only one, or that of the ledger that is named. @throws CommandError where nobody signs in to it */
export async function openPeople(request: { readonly ledger?: string | undefined }) {
  const { lambda, records } = await openLedger(request);
  const { people } = await records.operations();
  if (people) return { ...createAwsClients(), lambda, people };
  throw new CommandError(
    'not-found',
    `Nobody signs in to the deployment of the ledger ${records.tableName}: give its WebhookIngestion signIn, and deploy.`,
  );
}
