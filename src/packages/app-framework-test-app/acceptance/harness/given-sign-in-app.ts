import { readFileSync } from 'node:fs';
import { awsJsonCall } from './aws-json-call';
import { target } from './deployment';
import { importKey } from './given-app';
import { at, numberAt, textAt } from './json';
import { control, type GitHubApp } from './local-github';
import { pagesUrl } from './person';
import { recordSecret } from './record';
import { stackName } from './target';

/** What tasks/deployment.mjs tells the stack of the App that people sign in to. */
export const told = { appId: 2_200_009_999, clientId: 'Iv23liSignInHere' };

/** The other one that it tells of. */
export const toldToo = { appId: 2_200_009_998, clientId: 'Iv23liSignInToo' };

export interface GivenSignInApp extends Pick<GitHubApp, 'appId' | 'pem'> {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An output that the stack has where it was told of an App that people sign in to. */
export function signInOutput(
  name: 'IntegrationsEndpoint' | 'OAuthClientSecretArn' | 'SecondOAuthClientSecretArn' | 'UserTokensTableName',
): string {
  return textAt(at(JSON.parse(readFileSync(target.outputsFile, 'utf8')), stackName), name);
}

/** The App that people sign in to, imported, with its client secret in the deployment. It outlives a test file: GitHub gives out an id once. */
export function givenSignInApp(): Promise<GivenSignInApp> {
  return given({ ...told, slug: 'people-app' }, signInOutput('OAuthClientSecretArn'));
}

/** The other App that people sign in to, likewise. */
export function givenSecondSignInApp(): Promise<GivenSignInApp> {
  return given({ ...toldToo, slug: 'other-people-app' }, signInOutput('SecondOAuthClientSecretArn'));
}

async function given(app: typeof told & { readonly slug: string }, SecretId: string): Promise<GivenSignInApp> {
  const { appId, clientId } = app;
  const settings = { callbackUrls: [`${pagesUrl()}auth/callback`], deviceFlow: true };
  const made = await control('POST', '/apps', { ...app, ...settings }).catch(() => undefined);
  const key = made ?? (await control('POST', `/apps/${appId}/keys`, {}));
  const secret = made ?? (await control('POST', `/apps/${appId}/client-secrets`, {}));
  const [pem, clientSecret] = [textAt(key, 'pem'), textAt(secret, 'clientSecret')];
  if (made) expect(numberAt(made, 'appId')).toBe(appId);
  for (const one of [pem, clientSecret]) recordSecret(one);
  await awsJsonCall({
    service: 'secretsmanager',
    target: 'secretsmanager.PutSecretValue',
    version: '1.1',
    input: { SecretId, SecretString: clientSecret },
  });
  const gitHubApiUrl = process.env.APP_FRAMEWORK_LOCAL_GITHUB ?? '';
  const ended = await importKey({ appId, pem, gitHubApiUrl });
  if (ended.exitCode !== 0) throw new Error(`The import ended with ${ended.exitCode}: ${ended.stdout}${ended.stderr}`);
  return { appId, pem, clientId, clientSecret };
}
