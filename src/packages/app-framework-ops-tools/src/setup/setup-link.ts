import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import type { Readers } from '../command-line/registration';
import { invoke } from '../deliveries/repetition';
import { createAwsClients } from '../deployments/aws-clients';
import { onlyTagged, type Sought } from '../deployments/only-tagged';

import { type AppStatusRequest, appStatus } from './app-status';

export interface SetupRequest {
  /** Host that the App is to be at, where the deployment has several. */
  readonly host?: string;
  /** Only where the deployment has no App yet. */
  readonly first?: true;
  /** Name of the function that makes links, where there are several deployments. */
  readonly function?: string;
  /** Who may read what is printed. Whoever has the link can register an App of theirs. */
  readonly output: Readers;
}

const howToGetOne =
  'Whoever reads a link can register an App of theirs by it, and this output is no terminal, or a pipeline’s. Run the command setup in a terminal; or with --show-link, where nobody else reads the output.';

/** A deployment that needs more than before is to say so at once; that nobody can tell is no reason to fail. */
async function stateOf(
  appId: number,
  deployment: Pick<AppStatusRequest, 'table' | 'ledger'>,
): Promise<Pick<CommandResult, 'json' | 'text'>> {
  try {
    return await appStatus({ app: appId, ...deployment });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      json: { appId, unknown: reason },
      text: `Whether App ${appId} has what the deployment needs is not known: ${reason}`,
    };
  }
}

const setupFunction: Sought = {
  resourceType: 'lambda:function',
  value: 'SetupLink',
  what: 'deployment on which an App can be registered',
  resources: 'functions',
  construct: 'AppSetup',
  several: 'deployments with AppSetup',
  option: '--function NAME',
};

/** Has the deployment make a link by which a GitHub App is registered for it. */
export async function setupLink({ host, first, function: named, output }: SetupRequest): Promise<CommandResult> {
  const isHidden = output === 'for others too';
  if (isHidden && !first) throw new CommandError('usage', `No link was made. ${howToGetOne}`);
  const { tagging, lambda } = createAwsClients();
  const functionName = named ?? (await onlyTagged(tagging, setupFunction));
  const input = { ...(host !== undefined && { host }), ...(first && { only: isHidden ? 'no link' : 'first App' }) };
  const answer = Object(await invoke({ lambda, functionName, input }));
  if (typeof answer.url === 'string') {
    return {
      exitCode: exitCodes.ok,
      json: { url: answer.url, until: answer.until, host: answer.host },
      text: `Register the GitHub App of this deployment at ${answer.host}:\n\n  ${answer.url}\n\nThe link is good once, until ${answer.until}. Who has it can register an App here.`,
    };
  }
  if (Array.isArray(answer.registered)) {
    const apps: readonly number[] = answer.registered.map(Number);
    if (apps.length === 0) {
      const reason = `This deployment has no App yet, and no link was made. ${howToGetOne}`;
      return { exitCode: exitCodes.ok, json: { registered: [], reason }, text: reason };
    }
    const states = await Promise.all(
      apps.map((app) => stateOf(app, { table: answer.appTable, ledger: answer.ledger })),
    );
    const text = `This deployment has App ${apps.join(', ')}. For another one, run setup without --first.`;
    return {
      exitCode: exitCodes.ok,
      json: { registered: apps, status: states.map(({ json }) => json) },
      text: [text, ...states.map((state) => state.text)].join('\n\n'),
    };
  }
  if (typeof answer.problem === 'string') throw new CommandError('usage', `${answer.problem} Use --host HOST.`);
  throw new CommandError('failed', 'The function of the deployment answers in an unknown form: deploy it again.');
}
