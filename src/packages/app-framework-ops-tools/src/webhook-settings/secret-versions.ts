import { parseWebhookSecrets } from '@aws/app-framework-for-github-apps-on-aws/operator';
import { CommandError } from '../command-line/failures';

/** The secrets of an App, in their order. */
export interface SecretVersions {
  readonly values: readonly string[];
  /** `all`: every App has these. */
  readonly of: 'this App' | 'all';
}

/** @throws CommandError where the App has none, or the text is in no form that is known; nothing of it is quoted */
export function versionsOf(text: string, appId: number): SecretVersions {
  const secrets = parsed(text);
  const own = secrets.filter((secret) => secret.appId === appId);
  const shared = secrets.filter((secret) => secret.appId === undefined);
  const found = own.length > 0 ? own : shared;
  if (found.length > 0) return { values: found.map(({ value }) => value), of: own.length > 0 ? 'this App' : 'all' };
  throw new CommandError(
    'not-found',
    `The stored webhook secret has none of App ${appId}. Have one made: update-webhook-config --new-secret.`,
  );
}

/** The text with other secrets of the App, in the form that it had. */
export function withVersions(text: string, appId: number, values: readonly string[]): string {
  const [only = '', ...others] = values;
  const { of } = versionsOf(text, appId);
  if (of === 'all') return others.length === 0 ? only : JSON.stringify(values);
  return JSON.stringify({ ...JSON.parse(text), [appId]: others.length === 0 ? only : values });
}

/** The text with the secret of an App that has none beside those of others. @throws CommandError where it has one, or all share one */
export function withNewApp(text: string, appId: number, secret: string): string {
  const known = parsed(text).find(({ appId: of }) => of === appId || of === undefined);
  if (!known) return JSON.stringify({ ...JSON.parse(text), [appId]: secret });
  const why =
    known.appId === undefined ? 'One webhook secret is for all Apps' : `App ${appId} has a webhook secret already`;
  throw new CommandError('refused', `${why}, and nothing was changed. Run the same without --new-secret.`);
}

function parsed(text: string) {
  try {
    return parseWebhookSecrets(text).secrets;
  } catch (error) {
    throw new CommandError('refused', error instanceof Error ? error.message : String(error));
  }
}
