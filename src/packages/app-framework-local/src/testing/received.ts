import type { ReceivedRequest } from '../testing';

/** What the kit asks for itself is told by this name, and kept out. */
export const kitAgent = 'app-framework-test-kit';

/** Keeps what the local GitHub is asked, in order. */
export function createReceived() {
  const requests: ReceivedRequest[] = [];
  return {
    all: (): readonly ReceivedRequest[] => [...requests],
    forget: (): void => {
      requests.length = 0;
    },
    async observe(request: Request): Promise<void> {
      if (request.headers.get('user-agent') === kitAgent) return;
      const { pathname, searchParams } = new URL(request.url);
      const text = await request.text();
      const entry = { method: request.method, path: pathname, query: Object.fromEntries(searchParams) };
      requests.push(text === '' ? entry : { ...entry, body: parsed(text) });
    },
  };
}

/** As JSON where it is that. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
