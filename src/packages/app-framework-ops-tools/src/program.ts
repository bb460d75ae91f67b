import { Command, Option } from 'commander';
import { parseApp } from './command-line/arguments';
import { exitCodesHelp } from './command-line/exit-codes';
import { formatOf, type Invocation, type Registration, tableOf, withTable } from './command-line/registration';
import { addDeliveryCommands } from './deliveries/delivery-commands';
import { addRecoverCommand } from './disaster-recovery/recover-commands';
import { addDoctorCommand } from './doctor/doctor-commands';
import { addGitCredentialCommand } from './git-credential/git-credential-command';
import { addIntegrationCommands } from './integrations/integration-commands';
import { addJobCommands } from './jobs/job-commands';
import { addKeyCommands } from './keys/key-commands';
import { load } from './lazy-commands';
import { addLogCommands } from './log-search/log-commands';
import { addOpenCommand } from './operator-pages/open-commands';
import { addPeopleCommands } from './people/people-commands';
import { addScaffoldCommands } from './scaffold/scaffold-commands';
import { addSetupCommands } from './setup/setup-commands';
import { addRevokeCommand, addTokenCommands } from './tokens/token-commands';
import { addTriggerCommands } from './triggers/trigger-commands';
import { addWebhookCommands } from './webhook-settings/webhook-commands';

/** Name of the tool as it is installed. */
export const TOOL = 'app-framework-for-github-apps-on-aws-ops-tools';

/** Columns of a terminal that nobody made wider. */
const helpWidth = 80;

/**
 * The command line. An action only says what is to be run; each command is loaded when it runs, so that help comes at once.
 */
export function createProgram({
  version,
  invoke,
}: {
  version: string;
  invoke: (invocation: Invocation) => Promise<void>;
}): Command {
  const program = new Command(TOOL)
    .configureHelp({
      helpWidth,
      subcommandTerm: (command) => command.name(),
      commandUsage: (command) => `${pathOf(command)} ${command.usage()}`,
    })
    .description('Operates GitHub Apps on AWS: their private keys, tokens, installations and webhooks.')
    .version(version)
    .addHelpText(
      'after',
      `
Region and credentials come from the AWS environment (AWS_PROFILE, AWS_REGION).
Every command takes --json and --help; its help has an example.${exitCodesHelp}`,
    );
  const under =
    (parent: Command): Registration['command'] =>
    (name, example) =>
      parent
        .command(name)
        .option('--json', 'print one JSON document to stdout, for scripts')
        .addHelpText(
          'after',
          `\nExample:\n${exampleLines(wordsBefore(parent) + example, wordsBefore(parent) + name)}\n${exitCodesHelp}`,
        );
  const registration: Registration = {
    invoke,
    command: under(program),
    group: (name, summary) => {
      const group = program
        .command(name)
        .summary(summary)
        .description(`${firstUpper(summary)}.`);
      group.addHelpText('after', exitCodesHelp).action(() => group.outputHelp());
      return { invoke, command: under(group) };
    },
  };
  addKeyCommands(registration);
  addDeploymentCommands(registration);
  addTokenCommands(registration);
  addGitCredentialCommand(registration);
  addRevokeCommand(registration);
  addListInstallationsCommand(registration);
  addDeliveryCommands(registration);
  addJobCommands(registration);
  addLogCommands(registration);
  addTriggerCommands(registration);
  addIntegrationCommands(registration);
  addWebhookCommands(registration);
  addPeopleCommands(registration);
  addSetupCommands(registration);
  addRecoverCommand(registration);
  addDoctorCommand(registration);
  addOpenCommand(registration);
  addScaffoldCommands(registration, version);
  return program;
}

function addDeploymentCommands({ command, invoke }: Registration): void {
  command('get-table-name', 'get-table-name')
    .summary('list the App tables in this account and region')
    .description('Lists the App tables of all deployments in this account and region.')
    .action((options) => invoke({ format: formatOf(options), run: async () => load.getTableName().getTableName() }));

  withTable(command('check-ceilings', 'check-ceilings'))
    .summary('ask IAM whether the ceilings of callers hold')
    .description(
      'Asks IAM, for every caller with a ceiling, whether any policy of it allows what would lift the ceiling. Takes rights of an auditor: iam:SimulatePrincipalPolicy, iam:GetRole, iam:GetUser, ssm:GetParametersByPath, lambda:GetFunctionConfiguration, tag:GetResources.',
    )
    .action((table, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.checkCeilings().checkCeilings(tableOf(table, options), context),
      }),
    );

  withTable(command('refresh', 'refresh'))
    .summary('ask GitHub for all installations now')
    .description(
      'Has the deployment ask GitHub for the installations of all its Apps now, instead of at the next half hour.',
    )
    .addOption(new Option('--app-id <id>', 'only those of this App').argParser(parseApp))
    .action((table, options) =>
      invoke({
        format: formatOf(options),
        run: async (context) => load.refresh().refresh({ app: options.appId, ...tableOf(table, options) }, context),
      }),
    );
}

function addListInstallationsCommand({ command, invoke }: Registration): void {
  withTable(command('list-installations', 'list-installations --app-id 123456'))
    .summary('list what is known of installations')
    .description('Lists the installations that the deployment knows of.')
    .addOption(new Option('--app-id <id>', 'only those of this App').argParser(parseApp))
    .action((table, options) =>
      invoke({
        format: formatOf(options),
        run: async () => load.listInstallations().listInstallations({ app: options.appId, ...tableOf(table, options) }),
      }),
    );
}

/** The names that lead to a command, without that of the tool. */
export function pathOf(command: Command): string {
  return command.parent ? wordsBefore(command.parent) + command.name() : command.name();
}

function wordsBefore(parent: Command): string {
  return parent.parent ? `${pathOf(parent)} ` : '';
}

function firstUpper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A command to copy, on as many lines as it takes. */
function exampleLines(example: string, command: string): string {
  const whole = `  $ ${TOOL} ${example}`;
  if (whole.length <= helpWidth) return whole;
  const words = example.slice(command.length + 1).split(' ');
  const lines = [`  $ ${TOOL} ${command}`, ''];
  for (const word of words) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length + 3 > helpWidth) lines.push(`      ${word}`);
    else lines[lines.length - 1] = last === '' ? `      ${word}` : `${last} ${word}`;
  }
  return lines.join(' \\\n');
}
