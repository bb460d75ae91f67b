import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { CommandError } from '../command-line/failures';
import type { Readers } from '../command-line/registration';
import { invoke } from '../deliveries/repetition';
import { createAwsClients } from '../deployments/aws-clients';
import { onlyTagged, type Sought } from '../deployments/only-tagged';

export interface OpenRequest {
  /** Name of the function that makes links, where there are several deployments. */
  readonly function?: string;
  /** Who may read what is printed. Whoever has the link first sees the deployment. */
  readonly output: Readers;
}

const linkFunction: Sought = {
  resourceType: 'lambda:function',
  value: 'OperatorLink',
  what: 'deployment with pages for operators',
  resources: 'functions',
  construct: 'OperatorPages',
  several: 'deployments with OperatorPages',
  option: '--function NAME',
};

/** Has the deployment make a link that lets a browser in to its pages. */
export async function openPages({ function: named, output }: OpenRequest): Promise<CommandResult> {
  if (output === 'for others too') {
    throw new CommandError(
      'usage',
      'No link was made: whoever reads it first sees the deployment, and this output is no terminal. Run the command open in a terminal; or with --show-link, where nobody else reads the output.',
    );
  }
  const { tagging, lambda } = createAwsClients();
  const functionName = named ?? (await onlyTagged(tagging, linkFunction));
  const { url, until } = Object(await invoke({ lambda, functionName, input: {} }));
  if (typeof url !== 'string') {
    throw new CommandError('failed', 'The function of the deployment answers in an unknown form: deploy it again.');
  }
  return {
    exitCode: exitCodes.ok,
    json: { url, until },
    text: `The pages of this deployment:\n\n  ${url}\n\nThe link lets one browser in, once, until ${until}.`,
  };
}
