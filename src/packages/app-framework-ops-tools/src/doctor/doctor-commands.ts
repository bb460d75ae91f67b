import { Option } from 'commander';
import { parseApp, parseEndpoint } from '../command-line/arguments';
import { formatOf, type Registration, tableOf, withTable } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the command that looks at everything. */
export function addDoctorCommand({ command, invoke }: Registration): void {
  withTable(command('doctor', 'doctor'))
    .summary('look for all that is known to go wrong, and say what to do')
    .description(
      'Looks at the deployment and its Apps: key, clock, permissions, installations, webhook, deliveries, queues, ledger, quota, callback URL, certificate, alarms and backups. Has GitHub send one delivery again that is here already. Exit code 6 where something is wrong, 1 where something could not be looked at.',
    )
    .addOption(new Option('--app-id <id>', 'only this App, by id or client id').argParser(parseApp))
    .addOption(
      new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER'),
    )
    .addOption(
      new Option('--webhook-url <url>', 'that Apps are to have, where the deployment does not know it').argParser(
        parseEndpoint,
      ),
    )
    .action((table, { appId: app, ledger, webhookUrl, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.doctor().doctor({ app, ledger, webhookUrl, ...tableOf(table, options) }, context),
      }),
    );
}
