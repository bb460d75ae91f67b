import { type Command, Option } from 'commander';
import { parseApp, parseId } from '../command-line/arguments';
import { formatOf, type Registration } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the commands about triggers that are data of installations. */
export function addTriggerCommands({ group }: Registration): void {
  const { command, invoke } = group('triggers', 'put, list, delete and test what starts workflows');
  const about = (name: string, example: string): Command =>
    command(name, `${name} ${example} --app-id 123456 --installation 7654321`)
      .addOption(new Option('--app-id <id>', 'the App').argParser(parseApp).makeOptionMandatory())
      .addOption(new Option('--installation <id>', 'its installation').argParser(parseId).makeOptionMandatory())
      .option('--function <name>', 'that serves triggers, where there are several deployments');

  about('put', 'nightly --workflow ci --filters @nightly.json')
    .argument('<trigger>', 'its name: lower-case letters, digits and hyphens')
    .summary('keep a trigger')
    .description('Keeps a trigger for an installation, in the place of the one with its name.')
    .requiredOption('--workflow <name>', 'what it starts')
    .addOption(filtersOption().makeOptionMandatory())
    .addOption(repositoryOption())
    .option('--parameters <json>', 'what each job is given along: an object as JSON, or @FILE')
    .action((trigger, options) =>
      invoke({ format: formatOf(options), run: async () => load.keepTriggers().putTrigger({ trigger, ...options }) }),
    );

  about('list', '')
    .summary('list the triggers of an installation')
    .description('Lists the triggers that are kept for an installation.')
    .action((options) =>
      invoke({ format: formatOf(options), run: async () => load.keepTriggers().listTriggers(options) }),
    );

  about('delete', 'nightly')
    .argument('<trigger>', 'its name')
    .summary('forget a trigger')
    .description('Forgets a trigger: from the next event on it starts nothing. Its jobs go on.')
    .action((trigger, options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.keepTriggers().deleteTrigger({ trigger, ...options }),
      }),
    );

  about('test', '--delivery 72d3162e-cc78-11e3-81ab-4c9367dc0958')
    .summary('say what an event would start, and why')
    .description('Says of each trigger why an event would start its workflow, or would not, and starts nothing.')
    .option('--delivery <id>', 'a delivery that is kept')
    .option('--event <name>', 'event whose payload is given')
    .option('--payload <json>', 'the payload as JSON, or @FILE')
    .option('--trigger <name>', 'only this one')
    .addOption(filtersOption())
    .addOption(repositoryOption())
    .option(
      '--file <path>',
      'a file that the event changed; can be given several times',
      (file, all: string[] = []) => [...all, file],
    )
    .action((options) =>
      invoke({ format: formatOf(options), run: async () => load.testTrigger().testTrigger(options) }),
    );
}

function filtersOption(): Option {
  return new Option('--filters <json>', 'which events: an object as JSON, or @FILE');
}

function repositoryOption(): Option {
  return new Option('--repository-id <id>', 'only events of this repository').argParser(parseId);
}
