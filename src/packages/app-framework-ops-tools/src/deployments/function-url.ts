import { GetFunctionUrlConfigCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { CommandError } from '../command-line/failures';

/** URL of a function, without a slash at its end. @throws CommandError where it has none */
export async function functionUrl(lambda: LambdaClient, FunctionName: string): Promise<string> {
  const { FunctionUrl } = await lambda.send(new GetFunctionUrlConfigCommand({ FunctionName }));
  if (FunctionUrl !== undefined) return FunctionUrl.replace(/\/+$/, '');
  throw new CommandError('not-found', `The function ${FunctionName} has no URL. Deploy the stack again.`);
}
