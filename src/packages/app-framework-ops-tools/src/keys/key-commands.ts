import { Option } from 'commander';
import { parseApp, parseDeletionDays, parseGitHubApiUrl, parseWaitSeconds } from '../command-line/arguments';
import { consentOf, formatOf, type Registration, tableOf, withTable } from '../command-line/registration';
import { load } from '../lazy-commands';

/** `RETIREMENT_WAIT_SECONDS` of the framework, which says why. Stated again, because loading the framework would make the help slow. */
export const RETIREMENT_WAIT_SECONDS = 420;

/** Adds the commands about private keys: import, retire, list, adopt. */
export function addKeyCommands({ command, invoke }: Registration): void {
  const wait = () =>
    new Option('--wait <seconds>', 'how long the old key stays usable after it was replaced')
      .env('APP_FRAMEWORK_RETIREMENT_WAIT')
      .default(RETIREMENT_WAIT_SECONDS)
      .argParser(parseWaitSeconds);
  const waitOf = (seconds: number | false) =>
    seconds === false
      ? { seconds: RETIREMENT_WAIT_SECONDS, where: 'elsewhere' as const }
      : { seconds, where: 'here' as const };

  const unservedTable = () => new Option('--unserved-table', 'use the table though no deployed function reads it');
  const unservedOf = (options: { unservedTable?: true }) => (options.unservedTable ? 'allowed' : 'refused');

  withTable(
    command('import-private-key', 'import-private-key ./octo-app.pem 123456')
      .argument('<pem>', 'file with the private key, as GitHub gave it')
      .argument('<appId>', 'id or client id of the App, on its settings page', parseApp),
  )
    .summary('import the private key of a GitHub App into KMS and sign with it from now on')
    .description(
      `Imports the private key of a GitHub App into KMS and points the deployment at it. The key is proven to GitHub before anything is created and again through KMS before it goes live; a key that signed before stays usable until no call can need it (7 minutes), then it is retired. On success the PEM file is overwritten and removed, if you agree. If a step fails, the App keeps signing with the key that it had.`,
    )
    .addOption(
      new Option('--github-api-url <url>', 'base URL of the REST API; GitHub Enterprise Server: https://HOST/api/v3')
        .env('GITHUB_API_URL')
        .default('https://api.github.com')
        .argParser(parseGitHubApiUrl),
    )
    .option('--verify', 'prove at the end that the deployed function signs with the new key; this is the default')
    .option('--no-verify', 'do not prove it: the PEM file is removed though no function has signed yet')
    .addOption(unservedTable())
    .addOption(new Option('--yes', 'overwrite and remove the PEM file without asking').conflicts('keepPem'))
    .option('--keep-pem', 'keep the PEM file')
    .addOption(wait())
    .option('--no-wait', 'do not wait: retire the old key later with retire-keys')
    .action((pem, app, table, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { importPrivateKey } = load.importPrivateKey();
          return importPrivateKey(
            {
              pem,
              app,
              ...tableOf(table, options),
              gitHubApiUrl: options.githubApiUrl,
              disposal: options.yes ? 'remove' : options.keepPem ? 'keep' : 'ask',
              verification: options.verify === false ? 'none' : 'through the deployment',
              unservedTable: unservedOf(options),
              wait: waitOf(options.wait),
            },
            context,
          );
        },
      }),
    );

  withTable(command('retire-keys', 'retire-keys --app-id 123456'))
    .summary('take the keys out of use that an App does not sign with any more')
    .description(
      `Retires the keys of an App that others have replaced: waits until no call can need them, then tags them so that no function may sign with them. Goes on where an import or another run was left. Never touches the key that the App signs with.`,
    )
    .addOption(new Option('--app-id <id>', 'id of the App').argParser(parseApp).makeOptionMandatory())
    .addOption(new Option('--now', 'emergency: disable the keys in KMS at once, instead of waiting'))
    .addOption(
      new Option('--schedule-deletion <days>', 'have KMS delete the retired and failed keys in 7 to 30 days').argParser(
        parseDeletionDays,
      ),
    )
    .addOption(wait())
    .option('--no-wait', 'do not wait: retire what can be retired by now')
    .option('--yes', 'do not ask')
    .action((table, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { retireKeys } = load.retireKeys();
          return retireKeys(
            {
              app: options.appId,
              ...tableOf(table, options),
              urgency: options.now ? 'now' : 'after the wait',
              wait: waitOf(options.wait),
              deletionDays: options.scheduleDeletion,
              consent: consentOf(options),
            },
            context,
          );
        },
      }),
    );

  withTable(command('list-keys', 'list-keys --app-id 123456'))
    .summary('list the keys of Apps, and what can be deleted at KMS and at GitHub')
    .description(
      'Lists the keys of the Apps in the table: fingerprint as GitHub shows it, state, age, last use, which one signs, and what can be deleted.',
    )
    .addOption(new Option('--app-id <id>', 'only those of this App').argParser(parseApp))
    .action((table, options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.listKeys().listKeys({ app: options.appId, ...tableOf(table, options) }),
      }),
    );

  withTable(command('adopt-keys', 'adopt-keys --yes'))
    .summary('let this deployment sign with the keys that its App table names')
    .description(
      `Looks at the KMS key of each App in the table and tags those that are tagged for another table, or for none, so that the functions of this deployment may sign with them. For a table that was restored or moved, and for keys of an older deployment. Keys that were retired, or never went live, stay as they are.`,
    )
    .addOption(unservedTable())
    .option('--retired-keys', 'retired keys, too: they sign again')
    .option('--yes', 'do not ask')
    .action((table, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { adoptKeys } = load.adoptKeys();
          const retiredKeys = options.retiredKeys ? 'adopted' : 'left';
          const meant = { ...tableOf(table, options), retiredKeys, consent: consentOf(options) } as const;
          return adoptKeys({ ...meant, unservedTable: unservedOf(options) }, context);
        },
      }),
    );
}
