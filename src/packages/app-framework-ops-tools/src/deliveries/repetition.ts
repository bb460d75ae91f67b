import {
  mostRepetitions,
  type Repetition,
  type WorkIdentity,
} from '@aws/app-framework-for-github-apps-on-aws/operator';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { CommandContext } from '../command-line/command';
import { CommandError } from '../command-line/failures';
import { progressBar } from '../command-line/progress-bar';

export interface RepetitionCollaborators {
  readonly lambda: LambdaClient;
  readonly functionName: string;
  readonly context: Pick<CommandContext, 'progress' | 'redraw'>;
}

/** Has the deployment send events once more, as many at a time as it takes, and shows how far that is. */
export function createRepetition({ lambda, functionName, context }: RepetitionCollaborators) {
  return async function repeat(works: readonly WorkIdentity[]): Promise<Repetition[]> {
    const done: Repetition[] = [];
    try {
      for (let from = 0; from < works.length; from += mostRepetitions) {
        context.redraw?.(`${progressBar(from / works.length)} ${from} of ${works.length}`);
        const batch = works.slice(from, from + mostRepetitions);
        done.push(...repetitionsIn(await invoke({ lambda, functionName, input: { works: batch } })));
      }
    } finally {
      context.redraw?.(undefined);
    }
    return done;
  };
}

export interface Invocation {
  readonly lambda: LambdaClient;
  readonly functionName: string;
  readonly input: object;
}

/** What a function of the deployment answers. @throws CommandError where it failed */
export async function invoke({ lambda, functionName, input }: Invocation): Promise<unknown> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(input)) }),
  );
  const text = Payload === undefined ? '' : Buffer.from(Payload).toString();
  const answer: unknown = text === '' ? undefined : JSON.parse(text);
  if (FunctionError === undefined) return answer;
  const { errorMessage = FunctionError } = Object(answer);
  throw new CommandError('failed', `The function ${functionName} failed: ${errorMessage} Its log says more.`);
}

export function repetitionsIn(answer: unknown): Repetition[] {
  const { repetitions } = Object(answer);
  if (Array.isArray(repetitions)) return repetitions;
  throw new CommandError('failed', 'The function of the deployment answers in an unknown form: deploy it again.');
}
