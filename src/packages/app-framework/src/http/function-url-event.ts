/**
 * What a Lambda function URL hands over, as far as it is used
 * (https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads).
 */
export interface FunctionUrlRequest {
  readonly method: string;
  readonly path: string;
  readonly contentType: string | undefined;
  readonly body: Buffer;
  readonly requestId: string;
  /** ARN of the principal whose signature Lambda verified; absent when the event did not come through an IAM-protected URL. */
  readonly caller: string | undefined;
}

/** Reads an event. Whatever is absent or of another type comes out as absent or empty: an event made by hand cannot make it throw. */
export function readFunctionUrlEvent(event: unknown): FunctionUrlRequest {
  const context = field(event, 'requestContext');
  const http = field(context, 'http');
  const body = text(field(event, 'body')) ?? '';
  return {
    method: text(field(http, 'method')) ?? '',
    path: (text(field(event, 'rawPath')) ?? '').replace(/^\/{2,}/, '/'),
    contentType: contentTypeIn(field(event, 'headers')),
    body: Buffer.from(body, field(event, 'isBase64Encoded') === true ? 'base64' : 'utf8'),
    requestId: text(field(context, 'requestId')) ?? 'unknown',
    caller: text(field(field(field(context, 'authorizer'), 'iam'), 'userArn')),
  };
}

export interface FunctionUrlResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

function contentTypeIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const entry = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  return text(entry?.[1]);
}

function field(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  return Object.entries(holder).find(([key]) => key === name)?.[1];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
