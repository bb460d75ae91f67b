import { type HouseEnvironment, optionalVariable, requiredVariable } from './environment';

/** The environment that `WebhookIngestion.on` gives a function, and that `webhookHandler` reads. */
export interface WebhookConnectionEnvironment extends HouseEnvironment {
  /** Name of the handler. */
  readonly APP_FRAMEWORK_WEBHOOK_HANDLER: string;
  /** Name of the ledger's table. */
  readonly APP_FRAMEWORK_WEBHOOK_LEDGER: string;
  readonly APP_FRAMEWORK_WEBHOOK_QUEUE_URL: string;
  /** JSON of an object: base URLs of GitHub's REST API by their hosts. */
  readonly APP_FRAMEWORK_GITHUB_API_URLS: string;
  /** JSON of the handler's lane; absent where it has none. */
  readonly APP_FRAMEWORK_WEBHOOK_LANE?: string;
  /** Most writes of the App to one issue or pull request in a minute; absent for the default. */
  readonly APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS?: string;
  /** URL of `get-user-token`; absent where the handler was not let act as people. */
  readonly APP_FRAMEWORK_USER_TOKEN_ENDPOINT?: string;
}

/**
 * Makes what serves at once in a connected function, which has all its processor time while it starts, and otherwise with the first call: tests
 * take handlers as values, and say later what they are connected to.
 */
export function onceConnected<Given extends readonly unknown[], Answer>(
  make: () => (...given: Given) => Promise<Answer>,
): (...given: Given) => Promise<Answer> {
  const name: keyof WebhookConnectionEnvironment = 'APP_FRAMEWORK_WEBHOOK_HANDLER';
  let made = optionalVariable(name) === undefined ? undefined : make();
  return async (...given) => {
    made ??= make();
    return made(...given);
  };
}

const mostEffectsByDefault = 30;

/** @throws Error that names the variable which is not set */
export function readWebhookConnection() {
  const variable = requiredVariable<keyof WebhookConnectionEnvironment>;
  const optional = (name: keyof WebhookConnectionEnvironment) => optionalVariable(name);
  return {
    handler: variable('APP_FRAMEWORK_WEBHOOK_HANDLER'),
    tableName: variable('APP_FRAMEWORK_WEBHOOK_LEDGER'),
    queueUrl: variable('APP_FRAMEWORK_WEBHOOK_QUEUE_URL'),
    lane: optional('APP_FRAMEWORK_WEBHOOK_LANE'),
    mostEffects: Number(optional('APP_FRAMEWORK_WEBHOOK_MOST_EFFECTS') ?? mostEffectsByDefault),
    userTokenEndpoint: optional('APP_FRAMEWORK_USER_TOKEN_ENDPOINT'),
    gitHubApiUrls: texts(JSON.parse(variable('APP_FRAMEWORK_GITHUB_API_URLS'))),
  };
}

function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(Object(value)).map(([name, text]) => [name, String(text)]));
}
