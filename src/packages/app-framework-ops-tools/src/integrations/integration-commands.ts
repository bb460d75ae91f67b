import { type Command, Option } from 'commander';
import { parseApp } from '../command-line/arguments';
import { consentOf, formatOf, type Registration } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the commands about installations that belong to users of a product. */
export function addIntegrationCommands({ group }: Registration): void {
  const { command, invoke } = group('integrations', 'make install links, list and revoke what users of a product have');
  const about = (name: string, example: string): Command =>
    command(name, `${name} ${example}--user user-1`)
      .requiredOption('--user <id>', 'the user, as the product calls them')
      .option('--function <name>', 'that serves integrations, where there are several deployments');

  about('link', '--app-id 123456 --label ada@example.com ')
    .summary('make a link by which a user installs an App')
    .description(
      'Makes a link by which a user installs an App, or chooses where it is installed: good once, for an hour.',
    )
    .addOption(new Option('--app-id <id>', 'the App').argParser(parseApp).makeOptionMandatory())
    .requiredOption('--label <text>', 'how the page names the user')
    .action((options) => invoke({ format: formatOf(options), run: async () => load.integrations().makeLink(options) }));

  about('list', '')
    .summary('list the integrations of a user')
    .description('Lists the installations that belong to a user: those that go on, and those that ended lately.')
    .action((options) =>
      invoke({ format: formatOf(options), run: async () => load.integrations().listIntegrations(options) }),
    );

  about('revoke', '3f9a…c1 ')
    .argument('<integration>', 'its id, as the list has it')
    .summary('end an integration')
    .description('Ends an integration of a user, and says what is left at GitHub. The App stays installed.')
    .option('--uninstall', 'uninstall the App from the account, too, where no other user has it')
    .option('--yes', 'do not ask before the App is uninstalled')
    .action((integration, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const asked = { ...options, integration, consent: consentOf(options) };
          return load.integrations().revokeIntegration(asked, context);
        },
      }),
    );
}
