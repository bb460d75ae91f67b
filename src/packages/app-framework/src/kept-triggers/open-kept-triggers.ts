import { requiredVariable } from '../lambda/environment';
import { createKeptTriggers } from './kept-triggers-table';

/** Environment of what reads or writes the triggers of installations. */
export interface TriggersEnvironment {
  readonly TRIGGERS_TABLE_NAME: string;
}

/** Environment of the function that serves operations on triggers. */
export interface TriggerOperationsEnvironment extends TriggersEnvironment {
  readonly LEDGER_TABLE_NAME: string;
  readonly PAYLOAD_BUCKET_NAME: string;
  /** It says which installations are gone. */
  readonly JOBS_TABLE_NAME: string;
  /** JSON of a list: hosts of the GitHubs that deliver. */
  readonly GITHUB_HOSTS: string;
}

/** The table that the environment names. @throws Error where it names none */
export function openKeptTriggers() {
  return createKeptTriggers({ tableName: requiredVariable<keyof TriggersEnvironment>('TRIGGERS_TABLE_NAME') });
}
