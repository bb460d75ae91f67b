import { Option } from 'commander';
import { parseEndpoint, parseId } from '../command-line/arguments';
import { formatOf, type Registration } from '../command-line/registration';
import { load } from '../lazy-commands';

const ledgerOption = () =>
  new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER');
const whichUser = 'id of the person at GitHub, a number';

/** Adds the commands about people who sign in. */
export function addPeopleCommands({ command, invoke }: Registration): void {
  command('show-user', 'show-user 583231')
    .argument('<user-id>', whichUser, parseId)
    .summary('show the sign-ins of a person')
    .description('Shows login, expiry and last use of a person’s sign-ins. No token is read.')
    .addOption(ledgerOption())
    .action((userId, options) =>
      invoke({ format: formatOf(options), run: async () => load.showUser().showUser({ ...options, userId }) }),
    );

  command('revoke-user', 'revoke-user 583231')
    .argument('<user-id>', whichUser, parseId)
    .summary('end the sign-ins of a person')
    .description(
      'Ends the grant of a person to the Apps of the deployment, with all its tokens, and then takes their pair away here. Where GitHub does not confirm it the pair stays.',
    )
    .option('--client-id <id>', 'only the sign-in to this client')
    .addOption(ledgerOption())
    .action((userId, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.revokeUser().revokeUser({ ...options, userId }, context),
      }),
    );

  command('device-flow-auth', 'device-flow-auth --client-id Iv23liAbCdEfGhIjKlMn')
    .summary('sign somebody in without a browser on this computer')
    .description(
      'Signs a person in by the device flow, which the App must allow: shows a link and a code to enter on any device, and keeps the pair, sealed. Table and key are found by the deployment.',
    )
    .requiredOption('--client-id <id>', 'client id of the App')
    .option('--user-tokens-table <name>', 'table of the pairs')
    .option('--kms-key-arn <arn>', 'key that seals them')
    .addOption(
      new Option('--github-api-url <url>', 'base of the REST API, where the deployment does not say')
        .env('GITHUB_API_URL')
        .argParser(parseEndpoint),
    )
    .addOption(ledgerOption())
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.deviceFlowAuth().deviceFlowAuth(options, context),
      }),
    );
}
