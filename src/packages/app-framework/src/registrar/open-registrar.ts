import { requiredVariable } from '../lambda/environment';
import { createHandlerRegistry } from './handler-registry-table';

/** Environment that the function needs. */
export interface RegistrarEnvironment {
  readonly LEDGER_TABLE_NAME: string;
}

/** What writes into the ledger that the environment names. */
export function openRegistrar() {
  return createHandlerRegistry({ tableName: requiredVariable<keyof RegistrarEnvironment>('LEDGER_TABLE_NAME') });
}
