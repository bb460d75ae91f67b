import { Command, Option } from 'commander';
import { parseGitHubApiUrl, parseId, parseIds, parseNames, parsePermission } from './arguments';
import type { CommandContext, CommandResult } from './command';
import { exitCodesHelp } from './exit-codes';
import { load } from './lazy-commands';
import type { Format } from './output';

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
  const showToken = () => new Option('--show-token', 'print the token itself; without it only its hash');

  command('import-private-key', 'import-private-key ./octo-app.pem 123456 --verify')
    .summary('import the private key of a GitHub App into KMS and sign with it from now on')
    .description(
      `Imports the private key of a GitHub App into KMS and points the deployment at it. The key is proven to GitHub before anything is created and again through KMS before it goes live; a key that signed before is retired after that. On success the PEM file is overwritten and removed, if you agree. If a step fails, the App keeps signing with the key that it had.`,
    )
    .argument('<pem>', 'file with the private key, as GitHub gave it')
    .argument('<appId>', 'id of the App, on its settings page', parseId)
    .argument('[table]', 'App table of the deployment, where there are several')
    .addOption(
      new Option('--github-api-url <url>', 'base URL of the REST API; GitHub Enterprise Server: https://HOST/api/v3')
        .env('GITHUB_API_URL')
        .default('https://api.github.com')
        .argParser(parseGitHubApiUrl),
    )
    .option('--verify', 'prove at the end, through the deployed function, that it signs with the new key')
    .addOption(new Option('--yes', 'overwrite and remove the PEM file without asking').conflicts('keepPem'))
    .option('--keep-pem', 'keep the PEM file')
    .action((pem, appId, tableName, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { importPrivateKey } = load.importPrivateKey();
          return importPrivateKey(
            {
              pem,
              appId,
              table: tableName,
              gitHubApiUrl: options.githubApiUrl,
              disposal: options.yes ? 'remove' : options.keepPem ? 'keep' : 'ask',
              verification: options.verify ? 'through the deployment' : 'none',
            },
            context,
          );
        },
      }),
    );

  command('adopt-keys', 'adopt-keys --yes')
    .summary('let this deployment sign with the keys that its App table names')
    .description(
      `Looks at the KMS key of each App in the table and tags those that are tagged for another table, or for none, so that the functions of this deployment may sign with them. For a table that was restored or moved, and for keys of an older deployment.`,
    )
    .argument('[table]', 'App table of the deployment, where there are several')
    .option('--yes', 'do not ask')
    .action((tableName, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { adoptKeys } = load.adoptKeys();
          return adoptKeys({ table: tableName, consent: options.yes ? 'given' : 'ask' }, context);
        },
      }),
    );

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
    .option(
      '--permission <name=level>',
      'hold this permission only, such as contents=read (repeatable)',
      parsePermission,
    )
    .addOption(table())
    .addOption(showToken())
    .action((appId, options) =>
      invoke({
        format: formatOf(options),
        run: async () => {
          const { getInstallationToken } = load.getInstallationToken();
          return getInstallationToken({ ...options, appId, display: displayOf(options) });
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
