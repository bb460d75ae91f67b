import { createFindCommands } from '../command-text/find-commands';
import type { WebhookFunction } from '../handlers/serve-events';
import { insideHandler } from '../handlers/webhook-handler';
import { createRights, type Permission } from '../rights/rights';
import type { Arguments } from './arguments';
import { addBuiltIns } from './built-ins';
import type { CommandDeclaration, RunCommand } from './command';
import { commentEvents } from './comment-event';
import { createRegistry } from './registry';
import { createRunCommands } from './run-commands';

/** Of whom commands are asked, and who may. */
export interface CommandsSettings {
  /** Name of the bot at GitHub, without `[bot]`: `my-bot` is called by `@my-bot` and `/my-bot`. */
  readonly bot: string;
  /** Least permission in the repository for commands that name none, and for the help; `write` when absent. */
  readonly permission?: Permission;
}

/** The commands of a bot. */
export interface Commands {
  /**
   * Adds a command, in place of a built-in one of the same name.
   * @throws Error for a name that is taken or none, and for arguments that could not be read
   */
  add<
    const Given extends Arguments = Readonly<Record<never, never>>,
    const Flags extends Arguments = Readonly<Record<never, never>>,
  >(name: string, declaration: CommandDeclaration<Given, Flags>, run: RunCommand<Given, Flags>): void;
  /** The handler of a function that `webhooks.onCommands` was given. */
  handler(): WebhookFunction;
}

/**
 * What people can have a bot do by a line of a comment, such as `@my-bot deploy staging`. `help`, `echo`, `status`, `cancel`, `rerun`, `approve`, `reject`,
 * `check` and `deploy` are there already. `check` and `deploy` start the workflows that have `command('check')` and `command('deploy')` among their
 * triggers; they and those about jobs say that there is none until `Workflows.answerCommands` has let the bot know of them.
 *
 * @example
 * const commands = createCommands({ bot: 'my-bot' });
 * commands.add('greet', { description: 'Greets.' }, async ({ sender }) => `Hello, ${sender.login}.`);
 * export const handler = commands.handler();
 */
export function createCommands({ bot, permission = 'write' }: CommandsSettings): Commands {
  const registry = createRegistry();
  const findCommands = createFindCommands(bot);
  addBuiltIns(registry, bot);

  return {
    add(name, declaration, run) {
      registry.add({ name, declaration, run, origin: 'author' });
    },
    handler() {
      const run = createRunCommands({ bot, registry, findCommands, judge: createRights(), permission });
      return insideHandler(commentEvents, run);
    },
  };
}
