import type { HttpResponse } from '@smithy/types';
import { AppFrameworkServiceException } from '../src/models/AppFrameworkServiceException';

/** So much of a page of somebody else's is repeated. */
const longestQuote = 200;

/** The failure that an answer is which is no JSON object, where every answer of the service is one; absent where it is one. */
export function unreadableAnswer(response: HttpResponse): AppFrameworkServiceException | undefined {
  const text = Buffer.from(response.body).toString('utf8');
  if (isObject(text)) return undefined;
  const { statusCode, headers } = response;
  const kind = headers['content-type'] ?? 'no content type';
  const quote = text.replace(/\s+/g, ' ').trim().slice(0, longestQuote);
  const held = quote === '' ? 'nothing' : JSON.stringify(quote);
  const error = new AppFrameworkServiceException({
    name: 'UnreadableAnswerException',
    $fault: 'server',
    $metadata: { httpStatusCode: statusCode },
    message: `Status ${statusCode} came back with ${held} (${kind}), which is no answer of the service: look at proxies and at the URL. Trying again may help.`,
  });
  error.$retryable = { throttling: statusCode === 429 };
  return error;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
