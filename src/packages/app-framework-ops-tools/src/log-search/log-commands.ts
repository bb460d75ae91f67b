import { Option } from 'commander';
import { parseRepositoryName, parseTime } from '../command-line/arguments';
import { formatOf, type Registration, tableOption } from '../command-line/registration';
import { load } from '../lazy-commands';

const ledgerOption = () =>
  new Option('--ledger <name>', 'ledger of the deployment, where there are several').env('APP_FRAMEWORK_LEDGER');

/** Adds the commands that search the logs of a deployment. */
export function addLogCommands({ group }: Registration): void {
  const { command, invoke } = group('logs', 'search what all functions of a deployment wrote');

  command('who-held', 'who-held octo-org/website --at 2026-11-01T14:03Z')
    .argument('<repository>', 'OWNER/NAME', parseRepositoryName)
    .summary('say who held a token that reached a repository')
    .description(
      'Says by the audit lines who held a token that reached a repository at a moment, tokens of its Apps among them, which make such tokens, and those of people through its Apps.',
    )
    .addOption(new Option('--at <time>', 'the moment, such as 90m ago or 2026-11-01T14:03Z').argParser(parseTime))
    .addOption(tableOption())
    .addOption(ledgerOption())
    .action((repository, { at = new Date(), ...options }) =>
      invoke({
        format: formatOf(options),
        run: async () => load.whoHeld().whoHeld({ ...options, repository, at }),
      }),
    );

  const between = (name: string, example: string, ago: string) =>
    command(name, example)
      .addOption(new Option('--since <time>', `so long ago, or a time; ${ago} by default`).argParser(parseTime))
      .addOption(new Option('--until <time>', 'as --since; now by default').argParser(parseTime))
      .addOption(ledgerOption());

  between('delivery', 'delivery 72d3162e-cc78-11e3-81ab-4c9367dc0958', 'when it arrived')
    .argument('<delivery>', 'its id, as GitHub shows it')
    .summary('show all that was written about a delivery')
    .description('Shows all that functions wrote about a delivery: from the receiver to its handlers, and their jobs.')
    .action((delivery, options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.readLogs().readLogs({ ...options, ask: { delivery: delivery.toLowerCase() } }),
      }),
    );

  between('tokens', 'tokens --since 10m', 'an hour ago')
    .summary('say who asks for tokens, and for how many')
    .description(
      'Says by the audit lines who was handed tokens of Apps and installations, those with the most first: of how many tokens, and how often, for one that is kept is handed out again.',
    )
    .action((options) => invoke({ format: formatOf(options), run: async () => load.whoAsks().whoAsks(options) }));

  const all = (name: 'denied' | 'errors', summary: string, description: string) =>
    between(name, `${name} --since 3h`, 'a day')
      .summary(summary)
      .description(description)
      .action((options) =>
        invoke({ format: formatOf(options), run: async () => load.readLogs().readLogs({ ...options, ask: name }) }),
      );
  all(
    'denied',
    'show what was refused',
    'Shows what callers of the deployment were refused, with the reason, and what AWS refused to its functions.',
  );
  all('errors', 'show what failed', 'Shows the errors that functions wrote, with their causes.');
}
