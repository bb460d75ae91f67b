import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { at, numberAt, textAt } from './json';
import { control } from './local-github';
import { openBrowser, signIn } from './person';

/** The App of the page on disaster recovery: GitHub has sent it nothing yet, and all that its deployment had is gone. */
export const recovered = {
  appId: 345678,
  clientId: 'Iv23liRecovered',
  pemFile: 'recovered-app.private-key.pem',
  owner: 'octo-org-kept',
  repository: 'web',
};

/** Somebody who had signed in to it. */
const login = `jane-${Date.now()}`;

/** Makes the person, whom the page names by a variable. */
export async function givenPersonOfRecovered(): Promise<{ USER_ID: string }> {
  const made = await control('POST', '/accounts', { login, type: 'User' });
  return { USER_ID: `${numberAt(made, 'id')}` };
}

/** What the page leaves to people: the callback URL is set at GitHub, and the person goes through the pages of the deployment in this folder. */
export async function signInToRecovered(folder: string): Promise<void> {
  const deployed: unknown = JSON.parse(readFileSync(join(folder, 'cdk-outputs.json'), 'utf8'));
  const pages = textAt(at(deployed, 'bot'), 'PagesUrl');
  const environment = readFileSync(join(folder, '.environment'), 'utf8');
  const [, endpoint = ''] = /^export AWS_ENDPOINT_URL='?([^'\n]+)/m.exec(environment) ?? [];
  const [, api = '', stage = ''] = /^https:\/\/([^.]+)\.[^/]+\/(\w+)\//.exec(pages) ?? [];
  await control('PATCH', `/apps/${recovered.appId}/oauth`, { callbackUrls: [`${pages}auth/callback`] });
  const browser = openBrowser((url) => url.replace(pages, `${endpoint}/_aws/execute-api/${api}/${stage}/`));
  const { status, body } = await signIn(browser, `${pages}auth/login`, login);
  expect([status, body.includes(`signed in as ${login}`)]).toEqual([200, true]);
}
