import { InvokeCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { administrator } from './deployment';
import { type DeployedFunction, describeFunction } from './functions';
import { signInOutput } from './given-sign-in-app';

const { lambda } = administrator;

/** The pages that people sign in on, and what goes on with work that their callback did not come to. @throws Error when the deployment has none */
export async function signInFunctionOf(name: 'pages' | 'resumption'): Promise<DeployedFunction> {
  const table = signInOutput('UserTokensTableName');
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const configuration of Functions) {
      const variables = configuration.Environment?.Variables ?? {};
      const goesOn = variables.USER_TOKENS_TABLE_NAME === table && 'REPEAT_FUNCTION_NAME' in variables;
      if (goesOn && 'SIGN_IN_URL' in variables === (name === 'pages')) return describeFunction(configuration);
    }
  }
  throw new Error(`The deployment has no function for the ${name} of sign-ins.`);
}

/** Looks now for asks that nobody went on with, as its schedule does. @throws Error with what it threw */
export async function resumeNow(): Promise<void> {
  const { arn: FunctionName } = await signInFunctionOf('resumption');
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError) throw new Error(`The look for asks failed: ${Payload?.transformToString()}`);
}
