import { type HttpRequest, type HttpResponse, jsonResponse } from '../http/http-edge';
import { logError } from '../lambda/logger';
import { field, parsedJson } from '../lambda/parsed-json';
import { createShortMemory } from '../lambda/short-memory';

export interface ShowHealthCollaborators {
  /** What the last look came to; absent where there was none. */
  readonly read: () => Promise<string | undefined>;
  readonly now?: () => Date;
}

/** A look every 15 minutes, and one that may fail to come. */
const staleMilliseconds = 35 * 60_000;
/** Strangers may ask as often as they like: Parameter Store is not asked as often. */
const memoryMilliseconds = 15_000;

/** Answers how the deployment is: 200 or 503, and to callers with a signature what was looked at and found. It looks at nothing itself. */
export function createShowHealth({ read, now = () => new Date() }: ShowHealthCollaborators) {
  const memory = createShortMemory<string>({ lifetimeMilliseconds: memoryMilliseconds, now });

  return async function showHealth({ caller }: Pick<HttpRequest, 'caller'>): Promise<HttpResponse> {
    const { isWell, detail } = judged(await current(), now());
    const status = isWell ? 'ok' : 'failing';
    return jsonResponse(isWell ? 200 : 503, { status, ...(caller !== undefined && detail) });
  };

  async function current(): Promise<string | undefined> {
    const known = memory.recall('record');
    if (known !== undefined) return known;
    try {
      const text = (await read()) ?? '';
      memory.remember('record', text);
      return text;
    } catch (error) {
      logError('health could not be read', error);
      return undefined;
    }
  }
}

function judged(text: string | undefined, now: Date): { readonly isWell: boolean; readonly detail: object } {
  if (text === undefined) return { isWell: false, detail: { reason: 'What the last look found could not be read.' } };
  const record = parsedJson(text);
  const at = Date.parse(String(field(record, 'at')));
  const checks = field(record, 'checks');
  if (Number.isNaN(at)) return { isWell: false, detail: { reason: 'Nobody has looked yet.' } };
  const detail = { at: new Date(at).toISOString(), checks };
  if (now.getTime() - at > staleMilliseconds)
    return { isWell: false, detail: { ...detail, reason: 'Nobody has looked since: see the log of check-health.' } };
  return { isWell: field(record, 'state') === 'fine', detail };
}
