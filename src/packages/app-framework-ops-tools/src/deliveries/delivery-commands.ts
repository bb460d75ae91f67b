import { type Command, Option } from 'commander';
import { parseHour, parseId, parseLimit, parseRepositoryFilter, parseTime } from '../command-line/arguments';
import { consentOf, formatOf, type Registration } from '../command-line/registration';
import { addFollowCommand } from '../follow/follow-commands';
import { load } from '../lazy-commands';
import { deliveryStates, handlerStates } from './delivery-filter';

const ledgerOption = () =>
  new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER');
const appOption = () => new Option('--app-id <id>', 'only those of this App').argParser(parseId);
const whichDelivery = 'its id, as GitHub shows it, or host#App#id';

/** Adds the commands about deliveries of webhooks. */
export function addDeliveryCommands({ group, command: commandOfTool }: Registration): void {
  const { command, invoke } = group(
    'deliveries',
    'list, show, explain, redrive, replay, recover and follow deliveries of webhooks',
  );

  withFilter(command('list', 'list --since 3h --handler-state parked'))
    .summary('list deliveries, newest first')
    .description(
      'Lists deliveries of webhooks, newest first: those of the last 24 hours, unless filters say otherwise. Parked and received ones are found whatever their age. Looks at 5,000 at most, and then says where to go on.',
    )
    .addOption(new Option('--limit <count>', 'most of them').default(50).argParser(parseLimit))
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.listDeliveries().listDeliveries(options, context),
      }),
    );

  aboutOne(command('show', 'show 72d3162e-cc78-11e3-81ab-4c9367dc0958'))
    .summary('show the whole path of a delivery')
    .description(
      'Shows the whole path of a delivery: received, archived, published, recovered, what each handler made of it, and what there is to do.',
    )
    .action((delivery, options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.showDelivery().showDelivery({ ...options, delivery }),
      }),
    );

  aboutOne(command('explain', 'explain 72d3162e-cc78-11e3-81ab-4c9367dc0958'))
    .summary('say why a delivery did or did not start workflows')
    .description(
      'Says of each trigger whether it matched, or which of its filters refused the delivery, on what value, and what that filter means; of commands in a comment likewise. "schedule" and a time, as jobs of schedules name what started them, stand for what was due then: what it started, or why nothing.',
    )
    .action((delivery, options) => {
      const run = async () => load.explainDelivery().explainDelivery({ ...options, delivery });
      return invoke({ format: formatOf(options), run });
    });

  command('redrive', 'redrive --handler greet')
    .argument('[delivery]', whichDelivery)
    .summary('have handlers do what they gave up')
    .description(
      'Sends parked deliveries to their handlers again, each with all its tries, from ledger and archive: what queues have lost is no loss. With a delivery and a handler, also what never came to it. What is done is not done again.',
    )
    .addOption(new Option('--handler <name>', 'at this handler'))
    .addOption(new Option('--all', 'all that is parked, at all handlers'))
    .addOption(appOption())
    .addOption(ledgerOption())
    .option('--yes', 'do not ask')
    .action((delivery, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { redriveDeliveries } = load.redriveDeliveries();
          return redriveDeliveries({ ...options, delivery, consent: consentOf(options) }, context);
        },
      }),
    );

  withFilter(command('replay', 'replay --since 1d --to greet --dry-run'))
    .summary('have deliveries handled once more')
    .description(
      'Has deliveries handled once more, from the archive: by one handler, or by all that listen on the bus. They are chosen by the ledger, sent oldest first at a bounded rate, and what is done already is done again. See first with --dry-run what would be replayed.',
    )
    .addOption(new Option('--to <handler>', 'the handler that is to do it').conflicts('toBus'))
    .addOption(new Option('--to-bus', 'all handlers, and rules of your own'))
    .addOption(new Option('--dry-run', 'only say what would be replayed'))
    .addOption(new Option('--rate <count>', 'most deliveries a second').default(20).argParser(parseLimit))
    .addOption(new Option('--resume <id>', 'go on with a replay that was stopped').conflicts(['to', 'toBus']))
    .option('--yes', 'do not ask')
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { replayDeliveries } = load.replayDeliveries();
          return replayDeliveries({ ...options, consent: consentOf(options) }, context);
        },
      }),
    );

  command('recover', 'recover')
    .summary('publish and fetch now what would come by itself')
    .description(
      'Publishes at once what was taken and did not come to the bus, and fetches from GitHub what never arrived, instead of at the next minute and the next five.',
    )
    .addOption(ledgerOption())
    .action((options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.recoverDeliveries().recoverDeliveries(options, context),
      }),
    );

  addFollowCommand({ command, invoke });

  commandOfTool('redrive', 'redrive 72d3162e-cc78-11e3-81ab-4c9367dc0958 my-ledger')
    .argument('<delivery>', whichDelivery)
    .argument('<table>', 'ledger of the deployment')
    .summary('the same as deliveries redrive, for one delivery')
    .description('Sends a parked delivery to its handlers again. It deletes nothing.')
    .addOption(appOption())
    .action((delivery, ledger, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { redriveDeliveries } = load.redriveDeliveries();
          return redriveDeliveries({ ...options, delivery, ledger, consent: 'given' }, context);
        },
      }),
    );
}

/** Says which delivery is meant. */
function aboutOne(command: Command): Command {
  return command.argument('<delivery>', whichDelivery).addOption(appOption()).addOption(ledgerOption());
}

/** Options that say which deliveries are meant. */
function withFilter(command: Command): Command {
  return command
    .addOption(new Option('--since <time>', 'from then on: 90m, 3h, 2d ago, or 2026-11-01T07:00Z').argParser(parseTime))
    .addOption(new Option('--until <time>', 'until then, in the same forms').argParser(parseTime))
    .addOption(
      new Option('--hour <time>', 'that hour only, such as 2026-11-01T07')
        .argParser(parseHour)
        .conflicts(['since', 'until']),
    )
    .addOption(new Option('--event <name>', 'only this event, such as issues'))
    .addOption(appOption())
    .addOption(
      new Option('--repository <name>', 'only of this repository, OWNER/NAME or id').argParser(parseRepositoryFilter),
    )
    .addOption(new Option('--state <state>', 'only in this state').choices(deliveryStates))
    .addOption(new Option('--handler <name>', 'only what this handler must see'))
    .addOption(new Option('--handler-state <state>', 'only where a handler is at this').choices(handlerStates))
    .addOption(ledgerOption());
}
