import { Option } from 'commander';
import { parseApp, parseHost, parseLifetime, parsePermission } from '../command-line/arguments';
import { CommandError } from '../command-line/failures';
import { formatOf, type Registration, tableOf, tableOption } from '../command-line/registration';
import { load } from '../lazy-commands';
import { endpointOption, permissionHelp } from '../tokens/token-commands';

/** Adds the command that git runs. */
export function addGitCredentialCommand({ command, invoke }: Registration): void {
  command('git-credential', 'git-credential 123456 get')
    .summary('answer git with a token for the repository that it is about')
    .description(
      'A credential helper for git: set credential.https://github.com.helper to "!… git-credential APP-ID", and credential.https://github.com.useHttpPath to true. The token reaches the repository that git is about and no other.',
    )
    .usage('[options] <appId> [table] <operation>')
    .argument('<appId>', 'id or client id of the App', parseApp)
    .argument('<operation...>', 'get, store or erase; git adds it. Before it: the App table, where there are several')
    .addOption(
      new Option('--host <host>', 'the only host that tokens are for; the App’s own otherwise').argParser(parseHost),
    )
    .option('--permission <name=level>', permissionHelp, parsePermission)
    .option('--all-repositories', 'reach every repository of the installation')
    .addOption(
      new Option('--minimum-lifetime <min>', 'least minutes that it must still live, 1 to 55').argParser(parseLifetime),
    )
    .option('--quit-on-refusal', 'where there is no token, have git ask nobody else')
    .addOption(endpointOption())
    .addOption(tableOption())
    .action((app, words: string[], options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => {
          const { gitCredential } = load.gitCredential();
          const { endpoint: url, ...rest } = options;
          const reach = options.allRepositories ? 'the installation' : 'the repository';
          const { operation, table } = readWords(words);
          const refusal = options.quitOnRefusal ? 'quits' : 'goes on';
          return gitCredential({ ...rest, app, operation, ...tableOf(table, options), reach, url, refusal }, context);
        },
      }),
    );
}

/** git appends its word to whatever stands in its configuration. */
function readWords(words: readonly string[]): { operation: string; table?: string } {
  const [operation = '', table, ...others] = [...words].reverse();
  if (others.length > 0) throw new CommandError('usage', 'Give the App id, the App table at most, and the operation.');
  return { operation, ...(table !== undefined && { table }) };
}
