import { invokeFunction } from '../aws/call-function';
import { requiredVariable } from '../lambda/environment';
import { createAsks } from '../user-tokens/asks-table';
import { createResumeAsk } from './resume-ask';
import { createSignIns } from './sign-in-table';

/** Environment of the functions that call handlers whose asks were answered. */
export interface ResumeEnvironment {
  readonly AUTH_STATE_TABLE_NAME: string;
  readonly USER_TOKENS_TABLE_NAME: string;
  /** Function that sends a delivery to a handler once more. */
  readonly REPEAT_FUNCTION_NAME: string;
}

/** What works on asks, made of the environment. */
export function openResuming() {
  const variable = requiredVariable<keyof ResumeEnvironment>;
  const authStateTableName = variable('AUTH_STATE_TABLE_NAME');
  const functionName = variable('REPEAT_FUNCTION_NAME');
  const repeat = (input: object) => invokeFunction({ functionName, input, timeoutMilliseconds: 10_000 });
  const asks = createAsks({ tableName: authStateTableName });
  return {
    signIns: createSignIns({ authStateTableName, userTokensTableName: variable('USER_TOKENS_TABLE_NAME') }),
    resume: createResumeAsk({ asks, repeat }),
  };
}
