import { createAwsClients } from '../aws-clients';
import type { CommandResult } from '../command';
import { createDirectory } from '../directory';
import { exitCodes } from '../exit-codes';

/** Lists the App tables of all deployments in the account and region. */
export async function getTableName(): Promise<CommandResult> {
  const tables = await createDirectory(createAwsClients()).appTables();
  const numbered = tables.map(({ name }, index) => `${index + 1}. ${name}`);
  return {
    exitCode: exitCodes.ok,
    json: { tables },
    text: ['Available tables:', ...numbered, `Total tables found: ${tables.length}`].join('\n'),
  };
}
