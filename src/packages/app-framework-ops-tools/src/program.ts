import { Command, Option } from 'commander';
import { parseEndpoint, parseId, parseIds, parseNames, parsePermission } from './command-line/arguments';
import type { CommandContext, CommandResult } from './command-line/command';
import { exitCodesHelp } from './command-line/exit-codes';
import type { Format } from './command-line/output';
import { addKeyCommands } from './keys/key-commands';
import { load } from './lazy-commands';

/** What a parsed command line asks for. */
export interface Invocation {
  readonly format: Format;
  readonly run: (context: CommandContext) => Promise<CommandResult>;
}

/** Name of the tool as it is installed. */
export const TOOL = 'app-framework-for-github-apps-on-aws-ops-tools';

/**
 * The command line. An action only says what is to be run; each command is loaded when it runs, so that help comes at once.
 */
export function createProgram({
  version,
  invoke,
}: {
  version: string;
  invoke: (invocation: Invocation) => Promise<void>;
}): Command {
  const program = new Command(TOOL)
    .description(
      'Operates a CredentialManager: imports the private keys of GitHub Apps, gets tokens, shows installations.',
    )
    .version(version)
    .addHelpText(
      'after',
      `
Region and credentials come from the AWS environment (AWS_PROFILE, AWS_REGION, …).
Every command takes --json and --help; its help has an example.${exitCodesHelp}`,
    );

  const command = (name: string, example: string): Command =>
    program
      .command(name)
      .option('--json', 'print one JSON document to stdout, for scripts')
      .addHelpText('after', `\nExample:\n  $ ${TOOL} ${example}\n${exitCodesHelp}`);
  const formatOf = ({ json }: { json?: true }): Format => (json ? 'json' : 'text');
  const displayOf = ({ showToken }: { showToken?: true }) => (showToken ? 'shown' : 'masked');
  const table = () => new Option('--table <name>', 'App table of the deployment, where there are several');
  const endpoint = () =>
    new Option('--endpoint <url>', 'URL of GetInstallationToken, instead of finding it by its tags')
      .env('APP_FRAMEWORK_INSTALLATION_ACCESS_TOKEN_ENDPOINT')
      .argParser(parseEndpoint);
  const permission = 'hold this permission only, such as contents=read (repeatable)';
  const showToken = () => new Option('--show-token', 'print the token itself; without it only its hash');

  addKeyCommands({ command, invoke, formatOf, table });

  command('get-table-name', 'get-table-name')
    .summary('list the App tables in this account and region')
    .description('Lists the App tables of all deployments in this account and region.')
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.getTableName().getTableName(),
      }),
    );

  command('refresh', 'refresh')
    .summary('ask GitHub for all installations now')
    .description(
      'Has the deployment ask GitHub for the installations of all its Apps now, instead of at the next half hour.',
    )
    .addOption(table())
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.refresh().refresh(options, context),
      }),
    );

  command('get-app-token', 'get-app-token 123456 --show-token --json')
    .summary('get a token that speaks for an App')
    .description('Gets a token that speaks for an App. The token is hidden unless you ask for it.')
    .argument('<appId>', 'id of the App', parseId)
    .addOption(table())
    .addOption(showToken())
    .action((appId, options) =>
      invoke({
        format: formatOf(options),
        run: async () => {
          const { getAppToken } = load.getAppToken();
          return getAppToken({ appId, table: options.table, display: displayOf(options) });
        },
      }),
    );

  command(
    'get-installation-token',
    'get-installation-token 123456 --owner octo-org --repository app --permission contents=read --show-token --json',
  )
    .summary('get a token that acts for an installation')
    .description(
      'Gets a token that acts for one installation of an App, cut down to what you name. The token is hidden unless you ask for it.',
    )
    .argument('<appId>', 'id of the App', parseId)
    .addOption(
      new Option('--node-id <id>', 'installation by the node id of its account').conflicts(['installationId', 'owner']),
    )
    .addOption(new Option('--installation-id <id>', 'installation by its id').argParser(parseId).conflicts('owner'))
    .option('--owner <login>', 'installation by the login of its user or organization, or the slug of its enterprise')
    .option('--repository <name>', 'reach this repository only (repeatable)', parseNames)
    .option('--repository-id <id>', 'reach this repository only, by id (repeatable)', parseIds)
    .option('--permission <name=level>', permission, parsePermission)
    .addOption(
      new Option('--format <format>', 'env: GH_TOKEN=… for a shell; token: nothing but the token; json: as --json')
        .choices(['env', 'token', 'json'])
        .conflicts('json'),
    )
    .addOption(endpoint())
    .addOption(table())
    .addOption(showToken())
    .action((appId, options) =>
      invoke({
        format: options.format === 'json' ? 'json' : formatOf(options),
        run: async () => {
          const { getInstallationToken } = load.getInstallationToken();
          return getInstallationToken({ ...options, appId, display: displayOf(options), url: options.endpoint });
        },
      }),
    );

  command('git-credential', 'git-credential 123456 get')
    .summary('answer git with a token for the repository that it is about')
    .description(
      'A credential helper for git: set credential.https://github.com.helper to "!… git-credential APP-ID", and credential.https://github.com.useHttpPath to true. The token reaches the repository that git is about and no other.',
    )
    .argument('<appId>', 'id of the App', parseId)
    .argument('<operation>', 'get, store or erase; git says which')
    .addOption(new Option('--host <host>', 'the only host that tokens are for').default('github.com'))
    .option('--permission <name=level>', permission, parsePermission)
    .option('--all-repositories', 'reach every repository of the installation')
    .addOption(endpoint())
    .addOption(table())
    .action((appId, operation, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { gitCredential } = load.gitCredential();
          const reach = options.allRepositories ? 'the installation' : 'the repository';
          return gitCredential({ ...options, appId, operation, reach, url: options.endpoint }, context);
        },
      }),
    );

  command('revoke-tokens', 'revoke-tokens 123456 --owner octo-org')
    .summary('end every live installation token of an App, for incidents')
    .description(
      'Makes every live installation token that the deployment minted for an App, or for one installation of it, unusable. Tokens that others minted with the same key are out of reach: --suspend stops those as well.',
    )
    .argument('<appId>', 'id of the App', parseId)
    .addOption(
      new Option('--node-id <id>', 'only the installation with the account of this node id').conflicts([
        'installationId',
        'owner',
      ]),
    )
    .addOption(new Option('--installation-id <id>', 'only this installation').argParser(parseId).conflicts('owner'))
    .option('--owner <login>', 'only the installation on this user, organization or enterprise')
    .option('--suspend', 'suspend the installations as well, until somebody unsuspends them at GitHub')
    .option('--yes', 'do not ask')
    .addOption(table())
    .action((appId, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { revokeTokens } = load.revokeTokens();
          return revokeTokens({ ...options, appId, consent: options.yes ? 'given' : 'ask' }, context);
        },
      }),
    );

  command('list-installations', 'list-installations --app-id 123456')
    .summary('list what is known of installations')
    .description('Lists the installations that the deployment knows of.')
    .addOption(new Option('--app-id <id>', 'only those of this App').argParser(parseId))
    .addOption(table())
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.listInstallations().listInstallations(options),
      }),
    );

  return program;
}
