import { invalid } from '../api/api-error';
import type { InstallationKey } from './installation-table';

/** Where a list goes on, and of which list. */
export interface ListPosition {
  /** The App that the list is limited to; absent for all. */
  readonly appId?: number | undefined;
  readonly after: InstallationKey;
}

const version = 1;

/** The most that DynamoDB takes as a sort key: no row has a longer one (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html). */
const longestNodeIdBytes = 1024;

/** The place as opaque text: base64url of JSON that names version, filter and key. */
export function writeCursor({ appId, after }: ListPosition): string {
  return Buffer.from(JSON.stringify([version, appId ?? null, after.appId, after.nodeId])).toString('base64url');
}

/**
 * Where to go on in the list of `appId`, or of all Apps.
 * @throws ApiError `ValidationException` on `nextToken` for text that is damaged, of another version, or of another list
 */
export function readCursor(cursor: string, appId: number | undefined): InstallationKey {
  const [written, filter, afterAppId, nodeId] = partsOf(cursor);
  const isWhole =
    written === version &&
    (filter === null || isId(filter)) &&
    isId(afterAppId) &&
    typeof nodeId === 'string' &&
    nodeId !== '' &&
    Buffer.byteLength(nodeId) <= longestNodeIdBytes &&
    (filter === null || filter === afterAppId) &&
    // Another spelling of the same bytes is not what was handed out.
    writeCursor({ ...(filter !== null && { appId: filter }), after: { appId: afterAppId, nodeId } }) === cursor;
  if (!isWhole)
    throw invalid('nextToken', 'is not one that this operation answered: hand it back as it came, or leave it out');
  if (filter !== (appId ?? null)) {
    throw invalid('nextToken', 'belongs to a list with another appId: go on with the appId that the list began with');
  }
  return { appId: afterAppId, nodeId };
}

function partsOf(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parts) && parts.length === 4 ? parts : [];
  } catch {
    return [];
  }
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
