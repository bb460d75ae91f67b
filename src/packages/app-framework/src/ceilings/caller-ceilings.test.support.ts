import { readCaller } from '../api/caller';
import { createCallerCeilings } from './caller-ceilings';
import type { Spending } from './mint-budget-table';

export const request = { appId: 7, described: 'the account that was sent' };
export const deployer = readCaller('arn:aws:sts::111122223333:assumed-role/Deployer/session');

export interface Arranged {
  readonly record?: object | string;
  /** Where the record is; any record is this one where it is absent. */
  readonly recordName?: string;
  readonly callersWithoutCeiling?: 'allowed' | 'refused';
  readonly spending?: Spending;
  readonly broken?: boolean;
  /** The table of the budgets fails. */
  readonly uncounted?: boolean;
}

/** Ceilings over one record, and what was read and spent. */
export function arrange({
  record,
  recordName,
  callersWithoutCeiling = 'allowed',
  spending = { kind: 'spent' },
  broken,
  uncounted,
}: Arranged = {}) {
  const reads: string[] = [];
  const spent: object[] = [];
  const ceilings = createCallerCeilings({
    readRecord: async (name) => {
      reads.push(name);
      if (broken) throw new Error('AccessDeniedException');
      if (recordName !== undefined && name !== recordName) return undefined;
      if (record === undefined || typeof record === 'string') return record;
      return JSON.stringify({ version: 1, ...record });
    },
    budgets: async (budget) => {
      if (uncounted) throw new Error('the table fails');
      spent.push(budget);
      return spending;
    },
    callersWithoutCeiling,
  });
  return { ceilings, reads, spent };
}
