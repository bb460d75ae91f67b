import { InvokeCommand } from '@aws-sdk/client-lambda';
import { administrator } from './deployment';
import { type DeployedFunction, functionThat } from './functions';
import { signInOutput } from './given-sign-in-app';

const { lambda } = administrator;

type SignInFunctionName = 'pages' | 'resumption' | 'tokens';

/** The pages that people sign in on, what goes on with work that their callback did not come to, and what hands out tokens to handlers. @throws Error when the deployment has none */
export async function signInFunctionOf(name: SignInFunctionName): Promise<DeployedFunction> {
  const table = signInOutput('UserTokensTableName');
  return functionThat(
    `is for the ${name} of sign-ins`,
    (one) => one.environment.USER_TOKENS_TABLE_NAME === table && nameOf(one) === name,
  );
}

function nameOf({ environment, handler }: DeployedFunction): SignInFunctionName | undefined {
  if ('REPEAT_FUNCTION_NAME' in environment) return 'SIGN_IN_URL' in environment ? 'pages' : 'resumption';
  // What ends sign-ins for operators has the same code and environment.
  return 'USER_TOKENS_KEY_ARN' in environment && handler === 'index.handler' ? 'tokens' : undefined;
}

/** Looks now for asks that nobody went on with, as its schedule does. @throws Error with what it threw */
export async function resumeNow(): Promise<void> {
  const { arn: FunctionName } = await signInFunctionOf('resumption');
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError) throw new Error(`The look for asks failed: ${Payload?.transformToString()}`);
}
