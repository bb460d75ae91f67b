import { GetAppTokenCommand } from '@aws/app-framework-for-github-apps-on-aws-client';
import type { AppReference } from '../command-line/arguments';
import type { CommandResult } from '../command-line/command';
import { exitCodes } from '../command-line/exit-codes';
import { formatFields } from '../command-line/table';
import { appIdOf } from '../deployments/app-reference';
import { connectTo } from '../deployments/framework-client';
import { displayToken, type TokenDisplay } from './masked-token';

/** Which App's token to get, of which deployment, and whether to print it. */
export interface AppTokenRequest {
  readonly app: AppReference;
  readonly table?: string;
  readonly display: TokenDisplay;
}

/** Gets a token that speaks for an App. */
export async function getAppToken({ app, table, display }: AppTokenRequest): Promise<CommandResult> {
  const appId = await appIdOf(app, table);
  const client = await connectTo({ endpoint: 'AppTokenEndpoint', table });
  const answer = await client.send(new GetAppTokenCommand({ appId }));
  const { token, hashedToken } = displayToken(answer.appToken, display);
  return {
    exitCode: exitCodes.ok,
    json: { appId: answer.appId, appToken: token, hashedToken, expirationTime: answer.expirationTime },
    text: formatFields({
      App: String(answer.appId),
      Token: display === 'shown' ? token : `${token} (--show-token prints it)`,
      'SHA-256': hashedToken,
      Expires: answer.expirationTime.toISOString(),
    }),
  };
}
