import { serveCustomResource } from '../lambda/custom-resource';
import { requiredVariable } from '../lambda/environment';
import { createHandlerRegistry } from './handler-registry-table';

/** Environment that the function needs. */
export interface RegisterHandlersEnvironment {
  readonly LEDGER_TABLE_NAME: string;
}

const tableName = requiredVariable<keyof RegisterHandlersEnvironment>('LEDGER_TABLE_NAME');
const register = createHandlerRegistry({ tableName });

export const handler = serveCustomResource({ physicalId: 'handlers', apply: register });
