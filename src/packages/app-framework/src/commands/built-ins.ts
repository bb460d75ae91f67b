import { foreignText, inlineCode } from '../command-text/foreign-text';
import { addApprovalCommands } from './approval-commands';
import { optional, rest, word } from './arguments';
import { addJobCommands } from './job-commands';
import type { RegisteredCommand, Registry } from './registry';
import { startWorkflows } from './start-commands';

/** Commands that every bot has; each gives way to one of the author's with its name. */
export function addBuiltIns(registry: Registry, bot: string): void {
  registry.add({
    origin: 'built-in',
    name: 'help',
    declaration: {
      description: 'Shows what this bot can do, or how one command is used.',
      arguments: { command: optional(word('command')) },
      head: 'any',
      repeatable: true,
    },
    run: async ({ arguments: { command } }) => helpText(registry, { bot, command }),
  });
  registry.add({
    origin: 'built-in',
    name: 'echo',
    declaration: { description: 'Says it again.', arguments: { text: rest('text') }, head: 'any', repeatable: true },
    run: async ({ arguments: { text }, comment }) => foreignText(text, { link: comment.url }),
  });
  addJobCommands(registry);
  addApprovalCommands(registry);
  registry.add({
    origin: 'built-in',
    name: 'check',
    declaration: { description: 'Starts the checks.', arguments: { sha: optional(word('sha')) }, repeatable: true },
    run: async (place) => startWorkflows(place, { command: 'check', commit: place.arguments.sha }),
  });
  registry.add({
    origin: 'built-in',
    name: 'deploy',
    declaration: {
      description: 'Deploys.',
      arguments: { environment: optional(word('environment')) },
      repeatable: true,
    },
    run: async (place) => startWorkflows(place, { command: 'deploy', given: place.arguments }),
  });
}

interface HelpQuestion {
  readonly bot: string;
  readonly command: string | undefined;
}

/** All commands, or one with all its names. */
function helpText(registry: Registry, { bot, command }: HelpQuestion): string {
  const resolved = command === undefined ? undefined : registry.resolve(command);
  if (resolved?.kind === 'known') return lineOf(resolved.command, bot);
  const unknown = resolved ? [`${resolved.hint}\n`] : [];
  const lines = registry.all().map((one) => lineOf(one, bot));
  return [...unknown, 'Write one of these at the beginning of a line:\n', ...lines].join('\n');
}

function lineOf({ usage, description, aliases }: RegisteredCommand, bot: string): string {
  const names = aliases.length === 0 ? '' : ` Also ${aliases.map(inlineCode).join(', ')}.`;
  return `- \`@${bot} ${usage}\`: ${description}${names}`;
}
