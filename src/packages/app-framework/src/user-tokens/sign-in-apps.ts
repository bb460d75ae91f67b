import { createInFlight } from '../lambda/in-flight';
import { field, parsedJson } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';

/** An App that people sign in to, as the construct writes it into the environment. */
export interface SignInApp {
  readonly appId: number;
  readonly clientId: string;
  /** Host of the REST API, as deliveries name it. */
  readonly host: string;
  /** Base of the REST API. */
  readonly apiUrl: string;
  /** Secret that holds the client secret. */
  readonly secretArn: string;
}

/** The Apps of an environment's text. @throws Error for a text that no construct writes */
export function parseSignInApps(text: string): readonly SignInApp[] {
  const list: unknown = JSON.parse(text);
  if (Array.isArray(list) && list.every(isApp)) return list;
  throw new Error('SIGN_IN_APPS is no list of Apps with their clients: deploy the stack again.');
}

function isApp(value: unknown): value is SignInApp {
  const isText = (name: string) => typeof field(value, name) === 'string';
  return typeof field(value, 'appId') === 'number' && ['clientId', 'host', 'apiUrl', 'secretArn'].every(isText);
}

export type ClientSecrets = ReturnType<typeof createClientSecrets>;

const secretLifetimeMilliseconds = 5 * 60_000;

/** Client secrets, remembered for five minutes: one that was replaced is read anew by then. */
export function createClientSecrets({
  read,
  now = () => new Date(),
}: {
  readonly read: (secretArn: string, remainingMilliseconds: () => number) => Promise<string>;
  readonly now?: () => Date;
}) {
  const known = createShortMemory<string>({ lifetimeMilliseconds: secretLifetimeMilliseconds, now });
  const share = createInFlight<string>();
  return async function secretOf(
    { secretArn, appId }: SignInApp,
    remainingMilliseconds: () => number,
  ): Promise<string> {
    const key = `${secretArn} ${appId}`;
    const remembered = known.recall(key);
    if (remembered !== undefined) return remembered;
    return share(key, async () => {
      const secret = secretIn(await read(secretArn, remainingMilliseconds), appId);
      known.remember(key, secret);
      return secret;
    });
  };
}

/** Of a text that is the secret, or JSON of several by App. @throws Error where that has none of this App */
function secretIn(text: string, appId: number): string {
  if (!/^\s*\{/.test(text)) return text.trim();
  const secret = field(parsedJson(text), String(appId));
  if (typeof secret === 'string' && secret !== '') return secret;
  throw new Error(`The stored client secrets have none of App ${appId}: store it as JSON {"${appId}": "…"}.`);
}
