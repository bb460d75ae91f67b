import { createAwsClients } from '../aws-clients';
import type { CommandResult } from '../command';
import { createDirectory } from '../directory';
import { exitCodes } from '../exit-codes';
import { CommandError } from '../failures';

/** Lists the App tables of all deployments in the account and region. */
export async function getTableName(): Promise<CommandResult> {
  const tables = await createDirectory(createAwsClients()).appTables();
  if (tables.length === 0) {
    throw new CommandError(
      'not-found',
      'No App table was found: looked for DynamoDB tables tagged CredentialManager=AppTable in this account and region. Deploy a stack with a CredentialManager, or look at AWS_PROFILE and AWS_REGION. A deployment of a minute ago may not show yet.',
    );
  }
  const numbered = tables.map(({ name }, index) => `${index + 1}. ${name}`);
  return {
    exitCode: exitCodes.ok,
    json: { tables },
    text: ['Available tables:', ...numbered, `Total tables found: ${tables.length}`].join('\n'),
  };
}
