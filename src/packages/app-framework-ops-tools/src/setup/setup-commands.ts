import { Option } from 'commander';
import { parseApp } from '../command-line/arguments';
import { formatOf, type Registration, readersOf, tableOf, withLink, withTable } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the commands that bring a deployment its App. */
export function addSetupCommands({ command, invoke }: Registration): void {
  withLink(command('setup', 'setup'), 'SETUP')
    .summary('make a link to register a GitHub App by one button')
    .description(
      'Makes a link, good once and for an hour, to a page of the deployment on which its GitHub App is registered: with the events and permissions that its handlers need, and its private key straight into AWS KMS.',
    )
    .option('--host <host>', 'where the App is to be, where the deployment has several, such as ghe.example.com')
    .option('--first', 'only where the deployment has no App yet')
    .action(({ showLink, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.setupLink().setupLink({ ...options, output: readersOf(showLink, context) }),
      }),
    );

  withTable(command('app-status', 'app-status --app-id 123456'))
    .summary('say which permissions an App lacks, and who has to give them')
    .description(
      'Compares the events and permissions that an App has at GitHub with those that the handlers of the deployment need, and those of its installations with the App’s. Exit code 6 where somebody has to do something.',
    )
    .addOption(new Option('--app-id <id>', 'id or client id of the App').argParser(parseApp).makeOptionMandatory())
    .addOption(
      new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER'),
    )
    .action((table, { appId: app, ledger, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async () => load.appStatus().appStatus({ app, ledger, ...tableOf(table, options) }),
      }),
    );
}
