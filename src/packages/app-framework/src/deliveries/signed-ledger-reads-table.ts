import { createTableCall } from '../aws/table-call';
import type { LedgerReads } from './delivery-records-table';

/** Reads of a ledger by signed requests, as long as there is time. */
export function createLedgerReads(tableName: string, remainingMilliseconds: () => number): LedgerReads {
  const call = createTableCall(tableName);
  return {
    query: (input) => call({ operation: 'Query', input, remainingMilliseconds }),
    item: (Key) => call({ operation: 'GetItem', input: { Key }, remainingMilliseconds }),
  };
}
