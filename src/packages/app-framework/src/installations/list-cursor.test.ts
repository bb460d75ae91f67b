import fc from 'fast-check';
import { readCursor, writeCursor } from './list-cursor';

const appIds = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const keys = fc.record({ appId: appIds, nodeId: fc.stringMatching(/^[A-Za-z0-9_=+/.-]{1,256}$/) });
const refusal = expect.objectContaining({
  shape: 'ValidationException',
  message: expect.stringContaining('/nextToken'),
});

function thrown(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('readCursor', () => {
  it('reads what was written, for the same list only, within the length and letters that the model allows', () => {
    fc.assert(
      fc.property(keys, fc.boolean(), appIds, (after, isOfOneApp, otherAppId) => {
        const appId = isOfOneApp ? after.appId : undefined;
        const cursor = writeCursor({ appId, after });
        expect(readCursor(cursor, appId)).toEqual(after);
        expect(cursor).toMatch(/^[A-Za-z0-9_-]{1,2048}$/);
        if (otherAppId !== appId) expect(thrown(() => readCursor(cursor, otherAppId))).toEqual(refusal);
      }),
    );
  });

  it('refuses whatever was not written, and nothing else happens', () => {
    const anyText = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
    );
    fc.assert(fc.property(anyText, (cursor) => expect(thrown(() => readCursor(cursor, undefined))).toEqual(refusal)));
  });

  it('refuses a place that no row can have', () => {
    const placed = (nodeId: string) => writeCursor({ appId: 7, after: { appId: 7, nodeId } });

    expect(readCursor(placed('x'.repeat(1024)), 7).nodeId).toHaveLength(1024);
    expect(thrown(() => readCursor(placed('x'.repeat(1025)), 7))).toEqual(refusal);
    expect(thrown(() => readCursor(placed('é'.repeat(513)), 7))).toEqual(refusal);
  });

  it('refuses a cursor with one letter changed, or another place than it was written for', () => {
    const cursor = writeCursor({ appId: 7, after: { appId: 7, nodeId: 'O_kgDO' } });
    const forged = Buffer.from('[1,7,8,"O_kgDO"]').toString('base64url');
    const older = Buffer.from('[0,7,7,"O_kgDO"]').toString('base64url');

    expect(thrown(() => readCursor(`X${cursor.slice(1)}`, 7))).toEqual(refusal);
    expect(thrown(() => readCursor(`${cursor}=`, 7))).toEqual(refusal);
    expect(thrown(() => readCursor(forged, 7))).toEqual(refusal);
    expect(thrown(() => readCursor(older, 7))).toEqual(refusal);
  });
});
