import { Option } from 'commander';
import { parseApp } from '../command-line/arguments';
import { consentOf, formatOf, type Registration, tableOf, withTable } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the command for a deployment that was made anew. */
export function addRecoverCommand({ command, invoke }: Registration): void {
  withTable(command('recover-deployment', 'recover-deployment --app-id 123456'))
    .summary('connect an App to a deployment that was made anew or restored')
    .description(
      'Adopts the key that the App table names, has GitHub send the App’s webhooks here under the secret of this deployment, asks for its installations, and says what is lost, what comes back by itself, and what it just did. Exit code 6 where a step is left; run again, it does that.',
    )
    .addOption(new Option('--app-id <id>', 'id or client id of the App').argParser(parseApp).makeOptionMandatory())
    .addOption(
      new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER'),
    )
    .option('--from-table <name>', 'App table that was left or restored, to take the row of the App from')
    .option('--yes', 'do not ask before the key of another deployment is taken')
    .action((table, { appId: app, ledger, fromTable, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { recoverDeployment } = load.recoverDeployment();
          const consent = consentOf(options);
          return recoverDeployment({ app, ledger, fromTable, consent, ...tableOf(table, options) }, context);
        },
      }),
    );
}
