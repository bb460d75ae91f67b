import { inNewProcesses } from './changed-function';
import { givenSignInApp, told } from './given-sign-in-app';
import { textAt } from './json';
import { control } from './local-github';
import { openBrowser, pagesUrl, signIn } from './person';
import { recordSecret } from './record';
import { signInFunctionOf } from './sign-in-functions';

let before = '';

/** A new client secret of the App, as its settings at GitHub show it once. */
export async function newClientSecret(appId: number): Promise<string> {
  const clientSecret = textAt(await control('POST', `/apps/${appId}/client-secrets`, {}), 'clientSecret');
  recordSecret(clientSecret);
  return clientSecret;
}

/** A new one of the App that people sign in to, beside the one that is in use. */
export async function secondClientSecret(): Promise<string> {
  before = (await givenSignInApp()).clientSecret;
  return newClientSecret(told.appId);
}

/** The old one is deleted at GitHub, and people sign in by the new one. */
export async function signInWithoutTheOld(): Promise<void> {
  // What five minutes do.
  await inNewProcesses(await signInFunctionOf('pages'));
  await control('DELETE', `/apps/${told.appId}/client-secrets/${before}`);
  const login = `rotated-${Date.now()}`;
  await control('POST', '/accounts', { login, type: 'User' });
  expect((await signIn(openBrowser(), `${pagesUrl()}auth/login`, login)).status).toBe(200);
}
