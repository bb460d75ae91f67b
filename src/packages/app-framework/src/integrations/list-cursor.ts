import { invalid } from '../api/api-error';
import type { ListPlace } from '../install-links/binding-table';
import { parsedJson } from '../lambda/parsed-json';

const version = 1;

/** The place as opaque text. It holds no user: in the list of another one it is a place as good as any. */
export function writeCursor({ createdAt, place }: ListPlace): string {
  return Buffer.from(JSON.stringify([version, createdAt, place])).toString('base64url');
}

/** @throws ApiError `ValidationException` for what no answer had */
export function readCursor(cursor: string): ListPlace {
  const parts = parsedJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const [written, createdAt, place]: unknown[] = Array.isArray(parts) ? parts : [];
  const isWhole =
    written === version &&
    typeof createdAt === 'string' &&
    typeof place === 'string' &&
    place.startsWith('account#') &&
    Number.isFinite(Date.parse(createdAt));
  if (isWhole && writeCursor({ createdAt, place }) === cursor) return { createdAt, place };
  throw invalid('nextToken', 'is not one that this operation answered: hand it back as it came, or leave it out');
}
