import type { GitHubAnswer } from '../github/outcome';
import type { AskContext, ContextQuestion } from './ask';

export interface ConditionalSettings {
  readonly ask: AskContext;
  readonly memory: AnswerMemory;
  /** Whose answers they are: host, App, installation and repository, and the person where there is one. */
  readonly whose: string;
}

interface Kept extends GitHubAnswer {
  readonly etag: string;
}

export type AnswerMemory = ReturnType<typeof createAnswerMemory>;

const mostBytesByDefault = 16_000_000;

/** Answers that have an ETag, up to so many bytes as JSON: those that nobody asked for the longest go first. */
export function createAnswerMemory({ mostBytes = mostBytesByDefault }: { readonly mostBytes?: number } = {}) {
  const kept = new Map<string, { readonly answer: Kept; readonly bytes: number }>();
  let total = 0;
  const forget = (key: string) => {
    total -= kept.get(key)?.bytes ?? 0;
    kept.delete(key);
  };

  return {
    recall(key: string): Kept | undefined {
      const known = kept.get(key);
      if (!known) return undefined;
      kept.delete(key);
      kept.set(key, known);
      return known.answer;
    },
    remember(key: string, answer: Kept): void {
      forget(key);
      const bytes = Buffer.byteLength(JSON.stringify(answer.data ?? null));
      if (bytes > mostBytes / 4) return;
      kept.set(key, { answer, bytes });
      total += bytes;
      for (const oldest of kept.keys()) {
        if (total <= mostBytes) return;
        forget(oldest);
      }
    },
  };
}

/**
 * Asks again only whether something has changed, which GitHub does not count against a limit. What is remembered is answered after GitHub has said
 * to this token that it still is so.
 */
export function createConditionalAsk({ ask, memory, whose }: ConditionalSettings): AskContext {
  return async (question) => {
    const { route, parameters, format } = question;
    if (!route.startsWith('GET ')) return ask(question);
    const key = JSON.stringify([whose, route, parameters, format]);
    const recalled = memory.recall(key);
    const known = recalled && mayHaveGrown(recalled, parameters) ? undefined : recalled;
    const outcome = await ask({ ...question, ...(known && { etag: known.etag }) });
    if (outcome.kind !== 'answered') return outcome;
    if (outcome.status === 304 && known) return known;
    const { etag } = outcome;
    if (etag !== undefined) memory.remember(key, { ...outcome, etag });
    return outcome;
  };
}

/** A last page without room: one entry more is on a next page, and changes nothing of this one. */
function mayHaveGrown({ data, nextPage }: Kept, parameters: ContextQuestion['parameters']): boolean {
  const most = Number(parameters?.per_page);
  return !nextPage && Array.isArray(data) && data.length >= most;
}
