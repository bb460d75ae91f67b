/** A request in the bytes that were sent, whichever door of AWS it came through. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; of a header that came several times, what AWS hands over of it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly requestId: string;
  /** ARN of the principal whose signature Lambda verified; absent when the event did not come through an IAM-protected function URL. */
  readonly caller: string | undefined;
}

export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Values of `Set-Cookie`, each a header of its own; answers of a REST API only. */
  readonly cookies?: readonly string[];
}

/** What Lambda hands back to the door. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: true;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
}

export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

export type HttpHandler<Context = LambdaContext> = (event: unknown, context: Context) => Promise<LambdaAnswer>;

/** The handler of a function behind a function URL or a REST API: request in, response out. */
export function serveHttp<Context = LambdaContext>(
  respond: (request: HttpRequest, context: Context) => Promise<HttpResponse>,
): HttpHandler<Context> {
  return async (event, context) => {
    const { body, cookies = [], ...plain } = await respond(readHttpEvent(event), context);
    const response = { ...plain, ...(cookies.length > 0 && { multiValueHeaders: { 'set-cookie': cookies } }) };
    if (typeof body === 'string') return { ...response, body };
    return { ...response, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  };
}

/** An answer as JSON, kept by nobody on the way. */
export function jsonResponse(
  statusCode: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/**
 * Reads the event of a function URL (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads) or of a REST API's proxy
 * integration (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html). Whatever is absent or of
 * another type comes out as absent or empty: an event made by hand cannot make it throw. A REST API without binary media types hands over
 * the bytes as UTF-8 text.
 */
export function readHttpEvent(event: unknown): HttpRequest {
  const context = field(event, 'requestContext');
  const http = field(context, 'http');
  const headers = texts(field(event, 'headers')).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method: text(field(http, 'method')) ?? text(field(event, 'httpMethod')) ?? '',
    path: text(field(event, 'rawPath')) ?? text(field(event, 'path')) ?? '',
    query: queryOf(event),
    headers: Object.fromEntries(headers),
    body: Buffer.from(text(field(event, 'body')) ?? '', field(event, 'isBase64Encoded') === true ? 'base64' : 'utf8'),
    requestId: text(field(context, 'requestId')) ?? 'unknown',
    caller: text(field(field(field(context, 'authorizer'), 'iam'), 'userArn')),
  };
}

function queryOf(event: unknown): URLSearchParams {
  const raw = field(event, 'rawQueryString');
  if (typeof raw === 'string') return new URLSearchParams(raw);
  const several = field(event, 'multiValueQueryStringParameters');
  if (typeof several !== 'object' || several === null) {
    return new URLSearchParams(texts(field(event, 'queryStringParameters')));
  }
  const pairs = Object.entries(several).flatMap(([name, values]) =>
    texts(Array.isArray(values) ? values : []).map(([, value]): [string, string] => [name, value]),
  );
  return new URLSearchParams(pairs);
}

/** Members that are texts; of a list, its items by their places. */
function texts(holder: unknown): [string, string][] {
  if (typeof holder !== 'object' || holder === null) return [];
  return Object.entries(holder).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}

function field(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  return Reflect.get(holder, name);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
