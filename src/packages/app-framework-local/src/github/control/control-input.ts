import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { readAs, type Shape } from './json-shape';

/** A refusal of the control API, with what to do in the message. */
export class ControlError extends Error {
  readonly status: ContentfulStatusCode;

  constructor(status: ContentfulStatusCode, message: string) {
    super(message);
    this.name = 'ControlError';
    this.status = status;
  }
}

/** The request's JSON, once it fits. @throws ControlError 400 that names the wrong member. */
export async function readBody<T>(c: Context, shape: Shape<T>): Promise<T> {
  const sent = await c.req.text();
  try {
    const value: unknown = sent.trim() === '' ? {} : JSON.parse(sent);
    return readAs(shape, value, 'body');
  } catch (error) {
    throw new ControlError(400, error instanceof Error ? error.message : String(error));
  }
}

/** The number in the path. @throws ControlError 404 for anything else. */
export function numberInPath(value: string): number {
  const id = Number(value);
  if (Number.isSafeInteger(id)) return id;
  throw new ControlError(404, `"${value}" is not an id.`);
}
