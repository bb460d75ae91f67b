import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { createAwsClients } from './aws-clients';
import { createDirectory } from './directory';

/** Lists the App tables of all deployments in the account and region. */
export async function getTableName(): Promise<CommandResult> {
  const tables = await createDirectory(createAwsClients()).appTables();
  const numbered = tables.map(
    ({ name, served }, index) => `${index + 1}. ${name}${served === 'no' ? ' (no function reads it)' : ''}`,
  );
  return {
    exitCode: exitCodes.ok,
    json: { tables },
    text: ['Available tables:', ...numbered, `Total tables found: ${tables.length}`].join('\n'),
  };
}
