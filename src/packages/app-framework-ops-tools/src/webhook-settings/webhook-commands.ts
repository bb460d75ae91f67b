import { Option } from 'commander';
import { parseApp, parseApps, parseEndpoint, parseWaitSeconds } from '../command-line/arguments';
import { consentOf, formatOf, type Registration } from '../command-line/registration';
import { load } from '../lazy-commands';

const tableOption = () => new Option('--table-name <name>', 'App table of the deployment, where there are several');
const secretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:webhooks';

/** Adds the commands about the webhook of an App at GitHub. */
export function addWebhookCommands({ command, invoke }: Registration): void {
  command(
    'update-webhook-config',
    `update-webhook-config --app-id 123456 --webhook-url https://hooks.example.com/prod/webhook --webhook-secret-arn ${secretArn}`,
  )
    .summary('set URL and secret of a webhook at GitHub')
    .description(
      'Sets the URL of an App’s webhook and its secret at GitHub, and proves both by a delivery. The deployment signs as the App; whoever runs this does not.',
    )
    .addOption(new Option('--app-id <id>', 'id or client id of the App').argParser(parseApp).makeOptionMandatory())
    .addOption(new Option('--webhook-url <url>', 'where webhooks go').argParser(parseEndpoint).makeOptionMandatory())
    .requiredOption('--webhook-secret-arn <arn>', 'secret in Secrets Manager, as the construct has it')
    .option('--new-secret', 'make a secret for this App, where they are kept by App id and it has none')
    .option('--callback-url <url>', 'said how to set it by hand: GitHub has no API for it')
    .option('--homepage-url <url>', 'likewise')
    .option('--setup-url <url>', 'likewise')
    .addOption(tableOption())
    .option('--kms-key-arn <arn>', 'not needed any more, and not used')
    .action(({ appId: app, tableName: table, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.updateWebhookConfig().updateWebhookConfig({ ...options, app, table }, context),
      }),
    );

  command('rotate-webhook-secret', 'rotate-webhook-secret --app-id 123456')
    .summary('give an App another webhook secret, without refusing a delivery')
    .description(
      'Stores a new webhook secret beside the old one, waits until every receiver knows it, sets it at GitHub, sees a delivery arrive under it, and retires the old one. Left or failed anywhere, both work; run again, it goes on.',
    )
    .addOption(
      new Option('--app-id <id>', 'App that has the secret (repeatable, where it is one for all)')
        .argParser(parseApps)
        .makeOptionMandatory(),
    )
    .addOption(tableOption())
    .addOption(
      new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER'),
    )
    .addOption(
      new Option('--wait <seconds>', 'how long receivers may use what they read before')
        .env('APP_FRAMEWORK_SECRET_WAIT')
        .default(300)
        .argParser(parseWaitSeconds),
    )
    .option('--yes', 'do not ask')
    .action(({ appId: apps, tableName: table, wait: waitSeconds, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { rotateWebhookSecret } = load.rotateWebhookSecret();
          return rotateWebhookSecret({ ...options, apps, table, waitSeconds, consent: consentOf(options) }, context);
        },
      }),
    );
}
