import { formatOf, type Registration } from '../command-line/registration';
import { load } from '../lazy-commands';

/** Adds the command that begins a bot; what it writes asks for packages of the tool's version. */
export function addScaffoldCommands({ command, invoke }: Registration, version: string): void {
  command('init', 'init my-bot')
    .argument('<folder>', 'folder to make; its last part names the bot')
    .summary('write a bot to begin with')
    .description(
      'Writes a GitHub App to begin with: a CDK app, a handler, a command, their test. Has npm install what it needs. Asks nobody.',
    )
    .option('--no-install', 'leave npm install to you')
    .action((folder, { install, ...options }) =>
      invoke({
        format: formatOf(options),
        run: async () => load.init().init({ folder, version, packages: install ? 'install' : 'leave out' }),
      }),
    );
}
