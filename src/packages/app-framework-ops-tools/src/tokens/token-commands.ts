import { Option } from 'commander';
import {
  parseApp,
  parseEndpoint,
  parseHost,
  parseId,
  parseIds,
  parseLifetime,
  parsePermission,
  parseRepositories,
} from '../command-line/arguments';
import { consentOf, formatOf, type Registration, tableOf, withTable } from '../command-line/registration';
import { load } from '../lazy-commands';

const displayOf = ({ showToken }: { showToken?: true }) => (showToken ? 'shown' : 'masked');
const showToken = () => new Option('--show-token', 'print the token itself; without it only its hash');

/** The URL of the function, where nothing is to be looked up. */
export const endpointOption = () =>
  new Option('--endpoint <url>', 'URL of GetInstallationToken, instead of finding it by its tags')
    .env('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT')
    .argParser(parseEndpoint);

/** What the help says of a permission. */
export const permissionHelp = 'hold this permission only, such as contents=read (repeatable)';

/** Adds the commands that get tokens: of Apps and of installations. */
export function addTokenCommands({ command, invoke }: Registration): void {
  withTable(
    command('get-app-token', 'get-app-token 123456 --show-token --json').argument(
      '<appId>',
      'id or client id of the App',
      parseApp,
    ),
  )
    .summary('get a token that speaks for an App')
    .description('Gets a token that speaks for an App. The token is hidden unless you ask for it.')
    .addOption(showToken())
    .action((app, table, options) =>
      invoke({
        format: formatOf(options),
        run: async () => {
          const { getAppToken } = load.getAppToken();
          return getAppToken({ app, ...tableOf(table, options), display: displayOf(options) });
        },
      }),
    );

  withTable(
    command(
      'get-installation-token',
      'get-installation-token 123456 --owner octo-org --repository app --permission contents=read --show-token --json',
    ).argument('<appId>', 'id or client id of the App', parseApp),
  )
    .summary('get a token that acts for an installation')
    .description(
      'Gets a token that acts for one installation of an App, cut down to what you name. The token is hidden unless you ask for it.',
    )
    .addOption(
      new Option('--node-id <id>', 'installation by the node id of its account').conflicts([
        'installationId',
        'owner',
        'enterprise',
      ]),
    )
    .addOption(
      new Option('--installation-id <id>', 'installation by its id')
        .argParser(parseId)
        .conflicts(['owner', 'enterprise']),
    )
    .addOption(
      new Option('--owner <login>', 'installation by the login of its user or organization').conflicts('enterprise'),
    )
    .option('--enterprise <slug>', 'installation by the slug of its enterprise')
    .option('--repository <name>', 'reach this repository only, NAME or OWNER/NAME (repeatable)', parseRepositories)
    .option('--repository-id <id>', 'reach this repository only, by id (repeatable)', parseIds)
    .option('--permission <name=level>', permissionHelp, parsePermission)
    .addOption(
      new Option('--format <format>', 'env: variables that gh reads; token: nothing but the token; json: as --json')
        .choices(['env', 'token', 'json'])
        .conflicts('json'),
    )
    .addOption(
      new Option('--minimum-lifetime <min>', 'least minutes that it must still live, 1 to 55').argParser(parseLifetime),
    )
    .option('--fresh', 'a token that nobody else is given')
    .addOption(endpointOption())
    .addOption(
      new Option('--host <host>', 'host of the App, for --format env; looked up otherwise').argParser(parseHost),
    )
    .addOption(showToken())
    .action((app, table, options) =>
      invoke({
        format: options.format === 'json' ? 'json' : formatOf(options),
        run: async () => {
          const { getInstallationToken } = load.getInstallationToken();
          const { endpoint: url, ...rest } = options;
          return getInstallationToken({ ...rest, app, ...tableOf(table, options), display: displayOf(options), url });
        },
      }),
    );
}

/** Adds the command that ends tokens. */
export function addRevokeCommand({ command, invoke }: Registration): void {
  withTable(
    command('revoke-tokens', 'revoke-tokens 123456 --owner octo-org').argument(
      '<appId>',
      'id or client id of the App',
      parseApp,
    ),
  )
    .summary('end every live installation token of an App, for incidents')
    .description(
      'Makes every live installation token that the deployment minted for an App, or for one installation of it, unusable. Tokens that others minted with the same key are out of reach: --suspend stops those as well.',
    )
    .addOption(
      new Option('--node-id <id>', 'only the installation with the account of this node id').conflicts([
        'installationId',
        'owner',
        'enterprise',
      ]),
    )
    .addOption(
      new Option('--installation-id <id>', 'only this installation')
        .argParser(parseId)
        .conflicts(['owner', 'enterprise']),
    )
    .addOption(
      new Option('--owner <login>', 'only the installation on this user or organization').conflicts('enterprise'),
    )
    .option('--enterprise <slug>', 'only the installation on this enterprise')
    .option('--suspend', 'suspend the installations as well, until somebody unsuspends them at GitHub')
    .option('--yes', 'do not ask')
    .action((app, table, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { revokeTokens } = load.revokeTokens();
          return revokeTokens({ ...options, app, ...tableOf(table, options), consent: consentOf(options) }, context);
        },
      }),
    );
}
