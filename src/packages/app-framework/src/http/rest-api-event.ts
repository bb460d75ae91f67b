/** A request as it reached API Gateway, in the bytes that were sent. */
export interface RestApiRequest {
  /** Names in lower case; of a header that came several times, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface RestApiAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Reads the event of a REST API's proxy integration
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). Whatever is absent or of another type
 * comes out as empty. An API without binary media types hands over the bytes as UTF-8 text.
 */
export function readRestApiEvent(event: unknown): RestApiRequest {
  const body = field(event, 'body');
  const encoding = field(event, 'isBase64Encoded') === true ? 'base64' : 'utf8';
  const headers = field(event, 'headers');
  const entries = typeof headers === 'object' && headers !== null ? Object.entries(headers) : [];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return {
    headers: Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), value])),
    body: Buffer.from(typeof body === 'string' ? body : '', encoding),
  };
}

/** The answer as JSON, kept by nobody on the way. */
export function answerRestApi({ statusCode, body }: { statusCode: number; body: object }): RestApiAnswer {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}

function field(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
