/** A secret that signatures are made with, and which it is of those that its App, or all Apps, have. */
export interface WebhookSecret {
  /** Absent where one secret is for all Apps. */
  readonly appId: number | undefined;
  /** From 0, in the order in which the secrets stand. */
  readonly version: number;
  readonly value: string;
}

export interface WebhookSecrets {
  readonly secrets: readonly WebhookSecret[];
  /** What is odd about the stored text, for the log of whoever finds that no signature fits; never a part of it. */
  readonly oddities: readonly string[];
}

/**
 * Reads the stored text: one secret for all Apps, a list of them, `["current", "next"]`, or secrets by App,
 * `{"1234": ["current", "next"]}`.
 * @throws Error that quotes nothing of the text, where it is none of these
 */
export function parseWebhookSecrets(text: string): WebhookSecrets {
  const stored = /^\s*[[{]/.test(text) ? parsedJson(text) : [withoutLineEnd(text)];
  const secrets = Array.isArray(stored)
    ? versionsOf(stored, undefined)
    : Object.entries(stored).flatMap(([app, values]) => versionsOf([values].flat(), appIdOf(app)));
  if (secrets.length === 0) throw new Error(`The webhook secret holds none: ${expected}`);
  return { secrets, oddities: odditiesOf(text, secrets) };
}

const expected =
  'store the secret as it is set at GitHub, a JSON list of several, or JSON {"<App id>": ["current", "next"]}.';

function parsedJson(text: string): unknown[] | object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new Error(`The webhook secret begins like JSON and is none: ${expected}`);
}

function versionsOf(values: readonly unknown[], appId: number | undefined): WebhookSecret[] {
  return values.map((value, version) => {
    if (typeof value === 'string' && value !== '') return { appId, version, value };
    const whose = appId === undefined ? 'for all Apps' : `of App ${appId}`;
    throw new Error(`Webhook secret ${version + 1} ${whose} is no text, or empty: ${expected}`);
  });
}

function appIdOf(text: string): number {
  const appId = Number(text);
  if (/^[1-9]\d*$/.test(text) && Number.isSafeInteger(appId)) return appId;
  throw new Error(`The webhook secret has a member that is no id of an App in digits: ${expected}`);
}

/** Editors and `echo` end a file with a line end that nobody sees. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function odditiesOf(text: string, secrets: readonly WebhookSecret[]): string[] {
  const values = secrets.map(({ value }) => value);
  return [
    ...(!/^\s*[[{]/.test(text) && withoutLineEnd(text) !== text ? ['a line end after the secret was dropped'] : []),
    ...(values.some((value) => value.startsWith('\uFEFF')) ? ['a secret begins with a byte order mark'] : []),
    ...(values.some((value) => /^\s|\s$/.test(value.replace('\uFEFF', '')))
      ? ['a secret begins or ends with a blank or a line end']
      : []),
  ];
}
