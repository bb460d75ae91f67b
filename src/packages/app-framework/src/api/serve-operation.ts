import { type HttpHandler, type HttpRequest, type HttpResponse, jsonResponse, serveHttp } from '../http/http-edge';
import { logError, logRecord } from '../lambda/logger';
import { ApiError, accessDenied } from './api-error';
import { type Caller, readCaller } from './caller';
import { headersOf, type Route, routeOf, statusOf } from './model';
import type { OperationInputs, OperationOutputs, ServedOperation } from './operations';
import { parseInput } from './parse-input';

/** Largest body that is read, in bytes. The largest valid request, 500 repository ids, 500 names and 100 permissions, has about 70,000. */
export const largestBodyBytes = 128 * 1024;

/** Who calls, and how much time is left to answer. */
export interface Call {
  readonly caller: Caller;
  readonly requestId: string;
  remainingMilliseconds(): number;
}

/** An operation of the model, and what answers it. */
export interface Served {
  readonly operation: ServedOperation;
  readonly answer: (body: unknown, call: Call) => Promise<object>;
}

/** Validates the input of an operation by the model. `run` answers the operation's output, or throws an `ApiError`. */
export function serving<Name extends ServedOperation>(
  operation: Name,
  run: (input: OperationInputs[Name], call: Call) => Promise<OperationOutputs[Name]>,
): Served {
  return { operation, answer: async (body, call) => run(parseInput(operation, body), call) };
}

/** The handler of a function that serves one operation. */
export function serveOperation<Name extends ServedOperation>(
  operation: Name,
  run: (input: OperationInputs[Name], call: Call) => Promise<OperationOutputs[Name]>,
): HttpHandler {
  return serveOperations([serving(operation, run)]);
}

/**
 * The handler of a function that serves operations of the model behind an IAM-protected function URL: routes, validation, error shapes and
 * statuses come from the model. What they throw that is no `ApiError` is logged under the request id and answered as `ServerSideError`.
 */
export function serveOperations(all: readonly Served[]): HttpHandler {
  const routed = all.map((served) => ({ ...served, route: routeOf(served.operation) }));
  return serveHttp(async (request, context) => {
    const asked = routed.find(({ route }) => request.method === route.method && request.path === route.uri);
    try {
      const { caller, requestId } = request;
      if (!caller)
        throw accessDenied('The request carries no verified caller: call the function URL with a signed request.');
      if (!asked) throw nothingServed(request, routed);
      const remainingMilliseconds = () => context.getRemainingTimeInMillis();
      const call = { caller: readCaller(caller), requestId, remainingMilliseconds };
      return jsonResponse(asked.route.code, await asked.answer(readBody(request), call));
    } catch (error) {
      return answerError(asked?.operation ?? all.map(({ operation }) => operation).join(', '), request, error);
    }
  });
}

function nothingServed({ method, path }: HttpRequest, routed: readonly { readonly route: Route }[]): ApiError {
  const served = routed.map(({ route }) => `${route.method} ${route.uri}`).join(', ');
  const message = `Nothing is served at ${`${method} ${path}`.slice(0, 200)}; this function serves ${served}.`;
  return new ApiError('UnknownOperationException', message);
}

function readBody(request: HttpRequest): unknown {
  if (request.body.length > largestBodyBytes) {
    const message = `The body has ${request.body.length} bytes; at most ${largestBodyBytes} are read.`;
    throw new ApiError('PayloadTooLargeException', message);
  }
  // Clients send neither body nor content type for an empty input.
  if (request.body.length === 0) return {};
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    const declared = request.headers['content-type']?.slice(0, 100) ?? 'nothing';
    const message = `The body is declared as ${declared}; send it as application/json.`;
    throw new ApiError('UnsupportedMediaTypeException', message);
  }
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    // The parser's own message quotes the body.
    throw new ApiError('SerializationException', 'The body is not valid JSON.');
  }
}

function answerError(operation: string, request: HttpRequest, thrown: unknown): HttpResponse {
  const error = thrown instanceof ApiError ? thrown : unexpected(request, thrown);
  const status = statusOf(error.shape);
  const fields = { operation, caller: request.caller, requestId: request.requestId, status, shape: error.shape };
  if (status >= 500) logError('request failed', thrown, fields);
  if (status < 500) logRecord('request refused', { ...fields, reason: error.message });
  return jsonResponse(status, bodyOf(error), { 'x-amzn-errortype': error.shape, ...boundHeaders(error) });
}

function unexpected(request: HttpRequest, cause: unknown): ApiError {
  const message = `The service failed. Its log has the reason under request id ${request.requestId}. Trying again may help.`;
  return new ApiError('ServerSideError', message, { cause });
}

function bodyOf(error: ApiError): object {
  const inHeaders = headersOf(error.shape);
  const members = Object.entries(error.members).filter(([name]) => !inHeaders.has(name));
  return { message: error.message, ...Object.fromEntries(members) };
}

function boundHeaders(error: ApiError): Record<string, string> {
  const bound = [...headersOf(error.shape)].filter(([member]) => error.members[member] !== undefined);
  return Object.fromEntries(bound.map(([member, header]) => [header, String(error.members[member])]));
}
