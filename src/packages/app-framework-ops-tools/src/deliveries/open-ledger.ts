import {
  createDeliveryRecords,
  type DeliveryRecord,
  ledgerReads,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';
import { createAwsClients } from '../deployments/aws-clients';
import { findLedger } from '../deployments/ledger-directory';

export type Ledger = Awaited<ReturnType<typeof openLedger>>;

/** The ledger of a deployment: the only one, or the one that is named. */
export async function openLedger({ ledger }: { readonly ledger?: string | undefined }) {
  const { tagging, dynamoDb, lambda } = createAwsClients();
  const tableName = await findLedger({ tagging, ledger });
  return { lambda, records: createDeliveryRecords({ reads: ledgerReads({ dynamoDb, tableName }), tableName }) };
}

/** A delivery as people name it: by its id, and its App where two have it; or by its whole key. */
export interface NamedDelivery {
  readonly delivery: string;
  readonly appId?: number | undefined;
}

/** All that the ledger has under that name. @throws CommandError where it has none */
export async function namedDeliveries(
  { records }: Pick<Ledger, 'records'>,
  { delivery, appId }: NamedDelivery,
): Promise<DeliveryRecord[]> {
  const found = delivery.includes('#')
    ? [await records.read(delivery)].flatMap((record) => record ?? [])
    : await records.withId(delivery.toLowerCase());
  const meant = found.filter((record) => appId === undefined || record.appId === appId);
  if (meant.length > 0) return meant;
  const elsewhere =
    found.length > 0 ? ` of App ${appId}, but of ${found.map((one) => `App ${one.appId}`).join(', ')}` : '';
  throw new CommandError(
    'not-found',
    `The ledger ${records.tableName} knows no delivery ${delivery}${elsewhere}. It keeps them for 90 days. If GitHub lists it ("Recent deliveries" of the App), "deliveries recover" brings it here.`,
  );
}

/** The one delivery that is meant. @throws CommandError where there are several */
export async function theDelivery(ledger: Pick<Ledger, 'records'>, named: NamedDelivery): Promise<DeliveryRecord> {
  const found = await namedDeliveries(ledger, named);
  const [only, ...others] = found;
  if (only && others.length === 0) return only;
  throw new CommandError(
    'usage',
    `Several Apps got the delivery ${named.delivery}: ${found.map((one) => `App ${one.appId}`).join(', ')}. Say which with --app-id.`,
  );
}
