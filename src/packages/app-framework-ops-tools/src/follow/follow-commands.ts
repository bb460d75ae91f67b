import { Option } from 'commander';
import { isLoopback, parseId, parseLimit, parseTarget } from '../command-line/arguments';
import { CommandError } from '../command-line/failures';
import { formatOf, type Registration, tableOption } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the command that brings deliveries to a process of the developer. */
export function addFollowCommand({ command, invoke }: Pick<Registration, 'command' | 'invoke'>): void {
  command('follow', 'follow --to http://localhost:3000')
    .summary('forward what arrives to a process on this machine')
    .description(
      'Forwards what arrives to a process on this machine, byte for byte with its headers, signed with the webhook secret in APP_FRAMEWORK_DEVELOPMENT_SECRET, and says what it answered. Run again, it goes on where it was. Handlers of the deployment get everything all the same. Takes the right to read payloads: grantReadPayloads() of WebhookIngestion.',
    )
    .addOption(new Option('--to <url>', 'where the process listens').argParser(parseTarget).makeOptionMandatory())
    .option('--beyond-this-machine', 'allow another machine: it gets what people wrote in private repositories')
    .addOption(new Option('--app-id <id>', 'only those of this App').argParser(parseId))
    .addOption(new Option('--event <name>', 'only this event, such as issues'))
    .addOption(new Option('--delivery <id>', 'send this one, which is there already, and end'))
    .addOption(new Option('--limit <count>', 'end after so many').argParser(parseLimit))
    .addOption(new Option('--place <file>', 'keep in this file how far it came, in the place of one of the user'))
    .addOption(tableOption())
    .addOption(
      new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER'),
    )
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          if (!isLoopback(new URL(options.to).hostname) && !options.beyondThisMachine) {
            throw new CommandError(
              'usage',
              `${options.to} is not on this machine, and payloads hold what people wrote in private repositories. If it is meant, say --beyond-this-machine.`,
            );
          }
          const secret = process.env.APP_FRAMEWORK_DEVELOPMENT_SECRET;
          return load.followDeliveries().followDeliveries({ ...options, secret }, context);
        },
      }),
    );
}
