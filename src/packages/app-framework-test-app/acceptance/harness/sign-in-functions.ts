import { InvokeCommand, paginateListFunctions } from '@aws-sdk/client-lambda';
import { administrator } from './deployment';
import { type DeployedFunction, describeFunction } from './functions';
import { signInOutput } from './given-sign-in-app';

const { lambda } = administrator;

type SignInFunctionName = 'pages' | 'resumption' | 'tokens';

/** The pages that people sign in on, what goes on with work that their callback did not come to, and what hands out tokens to handlers. @throws Error when the deployment has none */
export async function signInFunctionOf(name: SignInFunctionName): Promise<DeployedFunction> {
  const table = signInOutput('UserTokensTableName');
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const configuration of Functions) {
      const { Handler, Environment: { Variables: variables = {} } = {} } = configuration;
      if (variables.USER_TOKENS_TABLE_NAME === table && nameOf(variables, Handler) === name) {
        return describeFunction(configuration);
      }
    }
  }
  throw new Error(`The deployment has no function for the ${name} of sign-ins.`);
}

function nameOf(
  variables: Readonly<Record<string, string>>,
  handler: string | undefined,
): SignInFunctionName | undefined {
  if ('REPEAT_FUNCTION_NAME' in variables) return 'SIGN_IN_URL' in variables ? 'pages' : 'resumption';
  // What ends sign-ins for operators has the same code and environment.
  return 'USER_TOKENS_KEY_ARN' in variables && handler === 'index.handler' ? 'tokens' : undefined;
}

/** Looks now for asks that nobody went on with, as its schedule does. @throws Error with what it threw */
export async function resumeNow(): Promise<void> {
  const { arn: FunctionName } = await signInFunctionOf('resumption');
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError) throw new Error(`The look for asks failed: ${Payload?.transformToString()}`);
}
