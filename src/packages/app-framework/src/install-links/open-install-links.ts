import { requiredVariable } from '../lambda/environment';
import { createBindings } from './binding-table';
import { createEvidence } from './evidence-table';

/** Environment of all functions about installations of users. */
export interface BindingsEnvironment {
  readonly INSTALL_TABLE_NAME: string;
  /** How long what ended is kept. */
  readonly INSTALL_KEPT_DAYS: string;
}

const dayMilliseconds = 24 * 3_600_000;
const now = () => new Date();

/** What is kept of installations and their users, made of the environment. */
export function openBindings() {
  const variable = requiredVariable<keyof BindingsEnvironment>;
  const tableName = variable('INSTALL_TABLE_NAME');
  const keptMilliseconds = Number(variable('INSTALL_KEPT_DAYS')) * dayMilliseconds;
  return {
    tableName,
    now,
    bindings: createBindings({ tableName, now, keptMilliseconds }),
    evidence: createEvidence({ tableName, now }),
  };
}
