import { type KeyObject, sign } from 'node:crypto';
import { CommandError } from '../command-line/failures';
import { readApp } from '../deployments/app-reference';

/** Whose key it is said to be. */
export interface ClaimedKey {
  readonly clientId: string;
  readonly key: KeyObject;
  readonly gitHubApiUrl: string;
  readonly now: Date;
}

/** The id of the App with that client id, asked of GitHub as that App: GitHub takes the client id as issuer of a JWT. */
export async function appOfKey({ clientId, key, gitHubApiUrl, now }: ClaimedKey): Promise<number> {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 480, iss: clientId };
  const input = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const token = `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  const { appId } = await readApp({ gitHubApiUrl, token });
  if (appId !== undefined) return appId;
  throw new CommandError('refused', `GET /app at ${gitHubApiUrl} answered without an id. Give the App id.`);
}
